/// A folder held open, in and below which files are read and written without ever following a link.
///
/// Every component is opened by itself with `O_NOFOLLOW`: a link that somebody put in place of a folder of
/// ours is an error, not a way out.
package final class Folder {
    package let path: Path
    let descriptor: Descriptor

    /// Opens the folder itself; the path to it may contain links.
    package init(_ path: Path) throws {
        let number = path.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else { throw SystemError("open", path.description) }
        self.path = path
        descriptor = Descriptor(owning: number)
    }

    init(_ path: Path, owning number: Int32) {
        self.path = path
        descriptor = Descriptor(owning: number)
    }

    /// How surely a written file is there after the power has gone.
    package enum Durability { case renamed, synced }

    /// The folder below this one; made where it is missing, if a durability is given.
    package func folder(_ name: RelativePath, creating durability: Durability?) throws -> Folder {
        var folder = self
        for component in name.components { folder = try folder.step(to: component, creating: durability) }
        return folder
    }

    /// What lies in it, in byte order; `.` and `..` left out. Of more than the limit, some.
    package func names(atMost limit: Int = .max) throws -> [String] {
        let number = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0, let stream = fdopendir(number) else { throw SystemError("read", path.description) }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.precedes($1) }
    }

    /// The file's bytes, or nil where it does not exist.
    package func read(_ name: RelativePath) throws -> Bytes? {
        do {
            let (folder, last) = try place(of: name, creating: nil)
            let subject = (path / Path(bytes: name.bytes)).description
            let number = withName(last) {
                openat(folder.descriptor.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            }
            guard number >= 0 else { throw SystemError("read", subject) }
            let file = Descriptor(owning: number)
            var status = stat()
            guard fstat(number, &status) == 0 else { throw SystemError("read", subject) }
            let kind = FileStatus(status).kind
            guard kind != .folder else { throw SystemError("read", subject, number: EISDIR) }
            guard kind == .file else {
                throw Failure(
                    .malformed, "\(subject) is no regular file: nothing is read from it",
                    hint: "put a regular file in its place")
            }
            return try file.receiveAll(from: subject, expecting: Int(status.st_size))
        } catch let error as SystemError where error.number == ENOENT {
            return nil
        }
    }

    /// Puts a file in place whole: nobody ever sees a part of it.
    package func write(_ bytes: Bytes, to name: RelativePath, _ durability: Durability) throws {
        let (folder, last) = try place(of: name, creating: durability)
        let subject = (path / Path(bytes: name.bytes)).description
        let (temporary, number) = try makeTemporary(in: folder, subject)
        do {
            let file = Descriptor(owning: number)
            if let former = FileStatus(of: folder.path / Path(bytes: last)), former.kind == .file {
                _ = fchmod(number, mode_t(former.mode & 0o7777))
            }
            try file.send(bytes, to: subject)
            if durability == .synced { try sync(number, subject) }
            let moved = withName(temporary) { from in
                withName(last) { renameat(folder.descriptor.number, from, folder.descriptor.number, $0) }
            }
            guard moved == 0 else { throw SystemError("write", subject) }
            if durability == .synced { try sync(folder.descriptor.number, subject) }
        } catch {
            _ = withName(temporary) { unlinkat(folder.descriptor.number, $0, 0) }
            throw error
        }
    }

    /// Puts a new file in place whole; false where something of that name is there already, which stays as it is.
    package func create(_ bytes: Bytes, as name: RelativePath, _ durability: Durability) throws -> Bool {
        let (folder, last) = try place(of: name, creating: durability)
        let subject = (path / Path(bytes: name.bytes)).description
        let (temporary, number) = try makeTemporary(in: folder, subject)
        defer { _ = withName(temporary) { unlinkat(folder.descriptor.number, $0, 0) } }
        let file = Descriptor(owning: number)
        try file.send(bytes, to: subject)
        if durability == .synced { try sync(number, subject) }
        let linked = withName(temporary) { from in
            withName(last) { linkat(folder.descriptor.number, from, folder.descriptor.number, $0, 0) }
        }
        guard linked == 0 else {
            if errno == EEXIST { return false }
            // A file system without hard links: there is no better way than to look first.
            guard [EPERM, EOPNOTSUPP, ENOSYS].contains(errno) else { throw SystemError("write", subject) }
            guard FileStatus(of: folder.path / Path(bytes: last)) == nil else { return false }
            try write(bytes, to: name, durability)
            return true
        }
        if durability == .synced { try sync(folder.descriptor.number, subject) }
        return true
    }

    /// Adds lines at the end of a file, on the disk before it returns.
    ///
    /// Where the last writer was cut off in the middle of a line, a new one is begun first. One `write` call
    /// on a descriptor opened for appending: parallel writers do not mix their lines.
    package func append(_ bytes: Bytes, to name: RelativePath) throws {
        let (folder, last) = try place(of: name, creating: .synced)
        let subject = (path / Path(bytes: name.bytes)).description
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let number = withName(last) { openat(folder.descriptor.number, $0, flags, 0o666) }
        guard number >= 0 else { throw SystemError("write", subject) }
        let file = Descriptor(owning: number)
        let end = lseek(number, 0, SEEK_END)
        var tail: UInt8 = UInt8(ascii: "\n")
        let isTorn = end > 0 && pread(number, &tail, 1, end - 1) == 1 && tail != UInt8(ascii: "\n")
        try file.send(isTorn ? [UInt8(ascii: "\n")] + bytes : bytes, to: subject)
        try sync(number, subject)
        if end == 0 { try sync(folder.descriptor.number, subject) }
    }

    /// Takes a file or link away, if it is there.
    package func remove(_ name: RelativePath) throws {
        do {
            let (folder, last) = try place(of: name, creating: nil)
            let gone = withName(last) { unlinkat(folder.descriptor.number, $0, 0) }
            guard gone == 0 else { throw SystemError("remove", (path / Path(bytes: name.bytes)).description) }
        } catch let error as SystemError where error.number == ENOENT {
            return
        }
    }

    /// Gives what lies right in this folder another name here; fails where that is taken by a folder with content.
    package func move(_ name: RelativePath, to new: RelativePath) throws {
        let moved = withName(name.bytes) { from in
            withName(new.bytes) { renameat(descriptor.number, from, descriptor.number, $0) }
        }
        guard moved == 0 else { throw SystemError("rename", (path / Path(bytes: name.bytes)).description) }
    }

    /// Takes a folder away if it is there and nothing lies in it.
    package func removeEmptyFolder(_ name: RelativePath) throws {
        do {
            let (folder, last) = try place(of: name, creating: nil)
            let gone = withName(last) { unlinkat(folder.descriptor.number, $0, AT_REMOVEDIR) }
            guard gone == 0 || errno == ENOTEMPTY || errno == EEXIST else {
                throw SystemError("remove", (path / Path(bytes: name.bytes)).description)
            }
        } catch let error as SystemError where error.number == ENOENT {
            return
        }
    }

    /// Removes what killed writers left here before it was in its place; returns how many files those were.
    ///
    /// A young file stays, unless a lock keeps all other writers out.
    @discardableResult
    package func removeAbandoned(at now: Date, atLeast age: Duration = .seconds(60)) throws -> Int {
        var count = 0
        for name in try names() where name.hasPrefix(TemporaryName.start) {
            guard let written = FileStatus(of: path / name)?.modified,
                TemporaryName.isAbandoned(
                    name, for: .milliseconds(now.milliseconds - Int(written / 1_000_000)), atLeast: age)
            else { continue }
            try remove(try RelativePath(naming: name))
            count += 1
        }
        return count
    }

    /// Makes a name lead to a target, whole at every moment; nil takes the link away. A file is left alone.
    package func link(_ name: RelativePath, to target: Path?) throws {
        let (folder, last) = try place(of: name, creating: .renamed)
        let place = folder.path / Path(bytes: last)
        let found = FileStatus(of: place)
        guard found == nil || found?.kind == .link else { return }
        guard let target else {
            if found != nil { _ = withName(last) { unlinkat(folder.descriptor.number, $0, 0) } }
            return
        }
        guard found == nil || place.linkTarget != target else { return }
        let temporary = TemporaryName.bytes("link")
        _ = withName(temporary) { unlinkat(folder.descriptor.number, $0, 0) }
        let made = target.withCString { target in
            withName(temporary) { symlinkat(target, folder.descriptor.number, $0) }
        }
        let moved = withName(temporary) { from in
            withName(last) { renameat(folder.descriptor.number, from, folder.descriptor.number, $0) }
        }
        guard made == 0, moved == 0 else { throw SystemError("link", place.description) }
    }

    /// A new file beside the one it is to replace; what a killed process left under its name is passed over.
    private func makeTemporary(in folder: Folder, _ subject: String) throws -> (
        name: Bytes, number: Int32
    ) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        for attempt in 0..<100 {
            let temporary = TemporaryName.bytes("\(attempt)")
            let number = withName(temporary) { openat(folder.descriptor.number, $0, flags, 0o666) }
            if number >= 0 { return (temporary, number) }
            guard errno == EEXIST else { break }
        }
        throw SystemError("write", subject)
    }

    private func step(to name: Bytes, creating durability: Durability?) throws -> Folder {
        let path = self.path / Path(bytes: name)
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var number = withName(name) { openat(descriptor.number, $0, flags) }
        if number < 0, errno == ENOENT, let durability {
            let made = withName(name) { mkdirat(descriptor.number, $0, 0o777) }
            guard made == 0 || errno == EEXIST else { throw SystemError("create", path.description) }
            // Or a power cut takes the folder with all that is in it.
            if durability == .synced { try sync(descriptor.number, path.description) }
            number = withName(name) { openat(descriptor.number, $0, flags) }
        }
        guard number >= 0 else {
            // A link gives ENOTDIR or ELOOP, by system; both mean that this is not our folder.
            if FileStatus(of: path)?.kind == .link {
                throw SystemError("enter", "\(path), which is a link", number: ELOOP)
            }
            throw SystemError("open", path.description)
        }
        return Folder(path, owning: number)
    }

    func place(of name: RelativePath, creating durability: Durability?) throws -> (folder: Folder, last: Bytes) {
        var folder = self
        let parts = name.components
        for component in parts.dropLast() { folder = try folder.step(to: component, creating: durability) }
        return (folder, parts.last ?? [])
    }

    private func sync(_ number: Int32, _ subject: String) throws {
        guard retrying({ fsync(number) }) == 0 else { throw SystemError("write", subject) }
    }

    func withName<Value>(_ name: Bytes, _ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
        try Path(bytes: name).withCString(body)
    }
}
