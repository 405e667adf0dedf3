import CHarness

/// What lies under a folder.
package enum FileSystem {
    /// Whether other machines may write there too: locks and shared memory cannot be relied on.
    package static func isShared(_ folder: Path) -> Bool {
        folder.withCString { harness_is_shared_file_system($0) } != 0
    }
}
