import HarnessKit

/// The permissions of a state's files, of which git keeps only who is a program.
///
/// They stand at the end of a snapshot's message: what most files have, and a line for each that has others.
struct FileModes: Equatable {
    /// What most files have, and most programs.
    private(set) var plain: UInt32 = 0o644
    private(set) var program: UInt32 = 0o755
    private var others: [Bytes: UInt32] = [:]

    init(of files: [(path: Bytes, mode: UInt32)]) {
        var counts = [Int](repeating: 0, count: 0o1000)
        for file in files { counts[Int(file.mode & 0o777)] += 1 }
        plain = Self.usual(counts, isProgram: false) ?? plain
        program = Self.usual(counts, isProgram: true) ?? program
        for (path, mode) in files where mode != (Self.isProgram(mode) ? program : plain) { others[path] = mode }
    }

    /// Reads them out of a snapshot's message; nil where it was saved without.
    init?(message: String) {
        guard let start = message.ranges(of: Self.title).last else { return nil }
        let lines = message[start.upperBound...].split(separator: "\n")
        let usual = lines.first?.split(separator: " ").compactMap { UInt32($0, radix: 8) } ?? []
        guard usual.count == 2 else { return nil }
        (plain, program) = (usual[0], usual[1])
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let mode = UInt32(parts[0], radix: 8), mode <= 0o777 else { return nil }
            others[Self.unescaped(parts[1])] = mode
        }
    }

    /// What a file had, of which git says whether it is a program.
    func mode(of path: Bytes, isProgram: Bool) -> UInt32 {
        let usual = isProgram ? program : plain
        guard let mode = others[path] else { return usual }
        return Self.isProgram(mode) == isProgram ? mode : usual & (mode | (mode & 0o444) >> 2)
    }

    var text: String {
        let lines = others.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { "\(String($0.value, radix: 8)) \(Self.escaped($0.key))\n" }
        return Self.title + "\(String(plain, radix: 8)) \(String(program, radix: 8))\n" + lines.joined()
    }

    static func isProgram(_ mode: UInt32) -> Bool { mode & 0o100 != 0 }

    private static let title = "\nmodes "

    /// The mode that most have, and of several the least.
    private static func usual(_ counts: [Int], isProgram: Bool) -> UInt32? {
        let modes = counts.indices.filter { counts[$0] > 0 && Self.isProgram(UInt32($0)) == isProgram }
        return modes.max { (counts[$0], $1) < (counts[$1], $0) }.map { UInt32($0) }
    }

    private static func escaped(_ path: Bytes) -> String {
        path.map { byte in
            (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "%")
                ? String(UnicodeScalar(byte)) : "%" + [byte].hexadecimal
        }.joined()
    }

    private static func unescaped(_ text: Substring) -> Bytes {
        var (bytes, rest) = (Bytes(), text.utf8[...])
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

extension Snapshots {
    /// The permissions of what our index holds, as the work tree has them now.
    func presentModes() throws -> FileModes {
        let names = try git.call(["ls-files", "-z"], with: variables).output.bytes
        // Every file of the project is asked, at every checkpoint: no path is made of a name before it is needed.
        let root = Bytes(workspace.root.description.utf8) + [UInt8(ascii: "/")]
        var (path, files) = (root, [(path: Bytes, mode: UInt32)]())
        var start = 0
        while let end = names[start...].firstIndex(of: 0) {
            path.replaceSubrange(root.count..., with: names[start...end])
            var status = stat()
            let isThere = path.withUnsafeBytes { bytes in
                bytes.bindMemory(to: CChar.self).baseAddress.map { lstat($0, &status) == 0 } ?? false
            }
            if isThere, status.st_mode & S_IFMT == S_IFREG {
                files.append((Bytes(names[start..<end]), UInt32(status.st_mode & 0o777)))
            }
            start = end + 1
        }
        return FileModes(of: files)
    }

    /// The permissions that a snapshot was saved with; nil for one that holds none.
    func savedModes(of commit: String) throws -> FileModes? {
        FileModes(message: try git.call(["cat-file", "commit", commit], with: variables).output.text)
    }

    /// Gives the files of a snapshot that lie here the permissions that they had.
    ///
    /// A snapshot without any gives back at least what the same files have had until now. Returns those that had others.
    @discardableResult
    func give(_ modes: FileModes, toFilesOf commit: String) throws -> [String] {
        var given: [String] = []
        for line in try git.call(["ls-tree", "-r", "-z", commit], with: variables).output.bytes.split(separator: 0) {
            let kind = String(decoding: line.prefix(6), as: UTF8.self)
            guard kind == "100644" || kind == "100755", let tab = line.firstIndex(of: UInt8(ascii: "\t")) else {
                continue
            }
            let path = Bytes(line[(tab + 1)...])
            let wanted = modes.mode(of: path, isProgram: kind == "100755")
            guard let present = permissions(of: path), present != wanted else { continue }
            let isDone = (workspace.root / Path(bytes: path)).withCString { chmod($0, mode_t(wanted)) } == 0
            if isDone { given.append(String(decoding: path, as: UTF8.self)) }
        }
        return given
    }

    /// Nil for what is no regular file.
    private func permissions(of path: Bytes) -> UInt32? {
        let status = FileStatus(of: workspace.root / Path(bytes: path))
        return status?.kind == .file ? status.map { $0.mode & 0o777 } : nil
    }
}
