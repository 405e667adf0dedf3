import CHarness

/// What lies under a folder.
package enum FileSystem {
    /// Whether other machines may write there too: locks and shared memory cannot be relied on.
    package static func isShared(_ folder: Path) -> Bool {
        folder.withCString { harness_is_shared_file_system($0) } != 0
    }

    /// Gives a file another name on the same file system; false where that could not be done.
    package static func move(_ path: Path, to other: Path) -> Bool {
        path.withCString { path in other.withCString { rename(path, $0) } } == 0
    }

    /// Removes a folder with all that is in it, following no link; what cannot be removed stays.
    package static func removeTree(_ folder: Path) {
        _ = folder.withCString { harness_remove_tree($0) }
    }

    /// Makes a folder and those above it, for their owner alone.
    package static func makePrivateFolder(_ path: Path) throws {
        if FileStatus(following: path)?.kind != .folder {
            if let parent = path.parent, parent != path { try makePrivateFolder(parent) }
            guard path.withCString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
                throw SystemError("make", path.description)
            }
        }
    }

    /// Whether this process may write files up to some size only.
    static var limitsFiles: Bool { harness_limits_files() != 0 }

    /// How many bytes this user may still write where a folder lies; nil where that cannot be told.
    package static func freeSpace(at folder: Path) -> Int? {
        let bytes = folder.withCString { harness_free_space($0) }
        return bytes < 0 ? nil : Int(bytes)
    }

    /// Who a file belongs to, or the folder that it would lie in; nil where that is this user, or one who may do anything.
    package static func otherOwner(of path: Path) -> (path: Path, user: UInt32)? {
        let user = UInt32(geteuid())
        guard user != 0, let place = path.nearest(where: { FileStatus(following: $0) != nil }),
            let owner = FileStatus(following: place)?.owner, owner != user
        else { return nil }
        return (place, owner)
    }

    /// Whether this process may make files in a folder.
    package static func canWrite(in folder: Path) -> Bool {
        folder.withCString { access($0, W_OK | X_OK) } == 0
    }
}
