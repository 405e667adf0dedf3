import CHarness

/// What can be asked of an open file, and done with it.
extension Descriptor {
    package func status(of subject: @autoclosure () -> String) throws -> FileStatus {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw SystemError("read", subject()) }
        return FileStatus(status)
    }

    /// Shares the bytes with an empty file; false where the file system cannot.
    package func clone(to file: Descriptor) -> Bool {
        harness_clone_file(number, file.number) == 0
    }

    /// Appends what is left of it to another file, by the cheapest way there is.
    package func copy(to file: Descriptor, named subject: @autoclosure () -> String) throws {
        let problem = harness_copy_file(number, file.number)
        guard problem == 0 else { throw SystemError("copy", subject(), number: problem) }
    }

    /// Gives it the permissions of another, but no right to run as somebody else, and its time.
    package func imitate(
        _ status: FileStatus, modified: Int64? = nil, named subject: @autoclosure () -> String
    ) throws {
        guard fchmod(number, mode_t(status.mode & 0o777)) == 0 else { throw SystemError("write", subject()) }
        let problem = harness_set_modified(number, modified ?? status.modified)
        guard problem == 0 else { throw SystemError("write", subject(), number: problem) }
    }

    /// Moves back to the beginning.
    package func rewind() { lseek(number, 0, SEEK_SET) }
}

/// A piece of memory that files are read through, one after the other.
package final class ReadingBuffer {
    private let memory: UnsafeMutableRawBufferPointer

    package init(capacity: Int = 256 * 1024) {
        memory = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        memory.deallocate()
    }

    /// The next bytes of a file, valid until it is called again; none at the end.
    package func next(of file: Descriptor, named subject: @autoclosure () -> String) throws -> UnsafeRawBufferPointer {
        let count = retrying { read(file.number, memory.baseAddress, memory.count) }
        guard count >= 0 else { throw SystemError("read", subject()) }
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }
}
