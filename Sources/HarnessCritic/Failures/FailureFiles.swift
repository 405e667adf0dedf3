import HarnessKit

/// Reads folders of JSON files, each with one value or a list, and of JSON lines.
///
/// What cannot be read is named and skipped; the next good file or line counts.
struct FailureFiles {
    /// Looks at a plain record before it is parsed; whether it took it.
    typealias Glance = (UnsafeBufferPointer<UInt8>, inout History) -> Bool

    let take: (JSON, inout History) throws -> Void
    var glance: Glance = { _, _ in false }

    /// Calls with every record; what that throws is said with the record's place.
    func read(_ path: Path, into history: inout History) throws {
        guard FileStatus(following: path)?.kind == .folder else { return }
        let folder = try Folder(path)
        for name in try folder.names() {
            guard name.hasSuffix(".json") || name.hasSuffix(".jsonl"), let file = RelativePath(name) else { continue }
            do {
                guard let bytes = try folder.read(file) else { continue }
                if name.hasSuffix(".jsonl") {
                    bytes.withUnsafeBufferPointer { readLines($0, name, into: &history) }
                } else if !bytes.withUnsafeBufferPointer({ glance($0, &history) }) {
                    let value = try JSON.Source(name: name, bytes: bytes, options: .loneSurrogates).value()
                    readValue(value, name, into: &history)
                }
            } catch {
                history.skipped.append(Failure(translating: error).message)
            }
        }
    }

    private func readLines(_ bytes: UnsafeBufferPointer<UInt8>, _ name: String, into history: inout History) {
        var (number, start) = (0, 0)
        while start < bytes.count {
            number += 1
            let rest = UnsafeBufferPointer(rebasing: bytes[start...])
            let length = rest.lineLength
            let line = UnsafeBufferPointer(rebasing: rest[..<length])
            start += length + 1
            if glance(line, &history) { continue }
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                try take(try JSON.parse(Bytes(line), .loneSurrogates), &history)
            } catch let error as JSONMismatches {
                history.skipped.append("\(name):\(number): \(error.mismatches.first?.message ?? "malformed")")
            } catch {
                history.skipped.append("\(name):\(number): not JSON")
            }
        }
    }

    private func readValue(_ value: JSON, _ name: String, into history: inout History) {
        let items = value.items
        for (index, item) in (items ?? [value]).enumerated() {
            do {
                try take(item, &history)
            } catch {
                let place = items == nil ? name : "\(name), item \(index + 1)"
                let reason = (error as? JSONMismatches)?.mismatches.first?.message ?? "malformed"
                history.skipped.append("\(place): \(reason)")
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes stand before the next end of a line.
    fileprivate var lineLength: Int {
        guard let start = baseAddress, let found = memchr(start, 0x0A, count) else { return count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}
