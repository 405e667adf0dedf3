import HarnessKit

/// What is new in one file since the index last looked.
struct SourceReading: Sendable {
    let source: MemoryFolder.Source
    /// Whether the file does not simply go on from where it was: all that was taken from it goes first.
    let isAnew: Bool
    /// Each line with the digest that tells a repetition.
    private(set) var lines: [(line: MemoryLine, digest: Bytes)] = []
    /// Where torn lines begin.
    private(set) var torn: [Int] = []
    /// Up to where the file was taken, and the digest of all of that.
    private(set) var taken = 0
    private(set) var digest = Bytes()

    /// What the index knows of a file.
    struct Known: Sendable {
        let size: Int
        let changed: Int
        let taken: Int
        let digest: Bytes
    }

    init(_ source: MemoryFolder.Source, bytes: Bytes, known: Known?) {
        self.source = source
        let goesOn =
            known.map { known in
                known.taken <= bytes.count
                    && SHA256.digest(of: Bytes(bytes[..<known.taken])).bytes.elementsEqual(known.digest)
            } ?? false
        isAnew = known != nil && !goesOn
        let start = goesOn ? known?.taken ?? 0 : 0
        let day = Date(iso8601: String(source.name.split(separator: "/").last?.prefix(10) ?? "") + "T00:00:00Z")
        let reading = LineReading(
            source: source.name, fallback: day ?? Date(milliseconds: source.changed / 1_000_000))
        if source.isLines {
            readLines(of: bytes, from: start, with: reading)
        } else if start < bytes.count {
            readDocument(bytes, with: reading)
        } else {
            taken = start
        }
        digest = SHA256.digest(of: Bytes(bytes[..<taken])).bytes
    }

    /// An end without a line's end is left for later, unless it is whole.
    private mutating func readLines(of bytes: Bytes, from start: Int, with reading: LineReading) {
        taken = start
        var at = start
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n"))
            let line = Bytes(bytes[at..<(end ?? bytes.count)])
            if line.contains(where: { $0 > 0x20 }) {
                let found = reading.line(line)
                if case .torn = found {
                    guard end != nil else { return }
                    torn.append(at)
                } else {
                    lines.append((found, SHA256.digest(of: line).bytes))
                }
            }
            at = end.map { $0 + 1 } ?? bytes.count
            taken = at
        }
    }

    private mutating func readDocument(_ bytes: Bytes, with reading: LineReading) {
        taken = bytes.count
        guard let json = try? JSON.parse(bytes, [.comments, .trailingCommas, .loneSurrogates]) else {
            torn.append(0)
            return
        }
        for entry in reading.entries(json, type: source.type) {
            lines.append((.entry(entry), SHA256.digest(of: Bytes(entry.id.utf8)).bytes))
        }
    }
}
