/// What a folder holds under one name.
package struct FolderEntry: Sendable {
    package let name: Bytes
    /// Nil where the file system says it only when asked for the status.
    package let kind: FileStatus.Kind?
}

/// Names are single components here, as the bytes that the system has.
extension Folder {
    /// What lies in it, in the system's order; `.` and `..` left out.
    package func entries() throws -> [FolderEntry] {
        let number = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0, let stream = fdopendir(number) else { throw SystemError("read", path.description) }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                Bytes(UnsafeRawBufferPointer(start: pointer, count: strlen(UnsafeRawPointer(pointer).cString)))
            }
            if name != [dot], name != [dot, dot] {
                entries.append(FolderEntry(name: name, kind: Self.kind(of: entry.pointee.d_type)))
            }
            errno = 0
        }
        guard errno == 0 else { throw SystemError("read", path.description) }
        return entries
    }

    private static func kind(of type: UInt8) -> FileStatus.Kind? {
        switch Int(type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_LNK): .link
        case Int(DT_UNKNOWN): nil
        default: .other
        }
    }

    /// The status of a name in it, a link itself and not its target; nil where nothing is.
    package func status(of name: Bytes) throws -> FileStatus? {
        var status = stat()
        let found = withComponent(name) { fstatat(descriptor.number, $0, &status, AT_SYMLINK_NOFOLLOW) }
        guard found != 0 else { return FileStatus(status) }
        guard errno == ENOENT else { throw SystemError("read", (path / Path(bytes: name)).description) }
        return nil
    }

    /// The folder of that name in it; a link to one is an error.
    package func enter(_ name: Bytes) throws -> Folder {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = withComponent(name) { openat(descriptor.number, $0, flags) }
        guard number >= 0 else { throw SystemError("read", (path / Path(bytes: name)).description) }
        return Folder(path / Path(bytes: name), owning: number)
    }

    /// The file of that name in it, for reading; never waits for who writes to a pipe.
    package func openFile(_ name: Bytes) throws -> Descriptor {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let number = withComponent(name) { openat(descriptor.number, $0, flags) }
        guard number >= 0 else { throw SystemError("read", (path / Path(bytes: name)).description) }
        return Descriptor(owning: number)
    }

    /// What the link of that name says.
    package func target(of name: Bytes) throws -> Bytes {
        var buffer = [CChar](repeating: 0, count: 4097)
        let length = withComponent(name) { readlinkat(descriptor.number, $0, &buffer, 4097) }
        guard length >= 0 else { throw SystemError("read", (path / Path(bytes: name)).description) }
        return buffer.prefix(length).map(UInt8.init(bitPattern:))
    }

    /// Makes a folder in it, or enters the one that is there.
    package func makeFolder(_ name: Bytes) throws -> Folder {
        let made = withComponent(name) { mkdirat(descriptor.number, $0, 0o777) }
        guard made == 0 || errno == EEXIST else { throw SystemError("create", (path / Path(bytes: name)).description) }
        return try enter(name)
    }

    /// Makes a file in it, empty and open for writing; what is there already is an error.
    package func makeFile(_ name: Bytes) throws -> Descriptor {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = withComponent(name) { openat(descriptor.number, $0, flags, 0o600) }
        guard number >= 0 else { throw SystemError("write", (path / Path(bytes: name)).description) }
        return Descriptor(owning: number)
    }

    /// Makes a file one that can be run, or one that cannot.
    package func setMode(ofFile name: RelativePath, isExecutable: Bool) throws {
        let (folder, last) = try place(of: name, creating: nil)
        let file = try folder.openFile(last)
        guard fchmod(file.number, isExecutable ? 0o755 : 0o644) == 0 else {
            throw SystemError("write", name.description)
        }
    }

    /// Makes a link in it that says what it is told; what is there already is an error.
    package func makeLink(_ name: Bytes, saying target: Bytes) throws {
        let made = withComponent(name) { name in
            Path(bytes: target).withCString { symlinkat($0, descriptor.number, name) }
        }
        guard made == 0 else { throw SystemError("link", (path / Path(bytes: name)).description) }
    }

    /// A name with a slash in it would lead out of the folder: it names nothing.
    private func withComponent<Value>(_ name: Bytes, _ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
        try Path(bytes: name.contains(UInt8(ascii: "/")) ? [0] : name).withCString(body)
    }
}

private let dot = UInt8(ascii: ".")

extension UnsafeRawPointer {
    fileprivate var cString: UnsafePointer<CChar> { assumingMemoryBound(to: CChar.self) }
}
