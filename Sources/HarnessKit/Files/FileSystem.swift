import CHarness

/// What lies under a folder.
package enum FileSystem {
    /// Whether other machines may write there too: locks and shared memory cannot be relied on.
    package static func isShared(_ folder: Path) -> Bool {
        folder.withCString { harness_is_shared_file_system($0) } != 0
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

    /// Whether this process may make files in a folder.
    package static func canWrite(in folder: Path) -> Bool {
        folder.withCString { access($0, W_OK | X_OK) } == 0
    }
}
