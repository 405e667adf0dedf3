import HarnessKit

/// A task that was put out of the way: one document with all its events in place of its folder of files.
package struct ArchiveFile {
    let task: TaskRecord

    package init(task: TaskRecord) {
        self.task = task
    }

    /// Where it lies in the harness folder. The year is that of the start, which never changes.
    package var name: String { "archive/\(task.startedAt.day.prefix(4))/\(task.id).json" }

    /// Writes the document, and only then takes away the files that the ledger can make again.
    ///
    /// What somebody else laid into the task's folder stays there, and so do files of another tool.
    func write(_ document: TaskArchive, into folder: Folder, at now: Date) throws {
        try folder.write(document.json.bytes(.indented) + [0x0A], to: try RelativePath(naming: name), .synced)
        let own = try RelativePath(naming: "tasks/\(task.id)")
        guard !task.isForeign, FileStatus(of: folder.path / "\(own)")?.kind == .folder else { return }
        // The lock on deliveries is ours: whoever wrote here is done, or dead since just now.
        try TaskFiles.clear(try folder.folder(own, creating: nil), at: now, atLeast: .zero)
        for file in TaskFiles(task: task).allNames {
            try folder.remove(try RelativePath(naming: "\(own)/\(file)"))
        }
        for part in ["\(own)/state", "\(own)/checkpoints", "\(own)"] {
            try folder.removeEmptyFolder(try RelativePath(naming: part))
        }
    }

    /// What the task's files take up on the disk, in whichever of the two forms they are, in bytes.
    package func size(in harness: Path) -> Int {
        let files = TaskFiles(task: task).allNames.map { "tasks/\(task.id)/\($0)" }
        let folders = ["", "/state", "/checkpoints"].map { "tasks/\(task.id)\($0)" }
        return (files + folders + [name]).reduce(0) { $0 + (FileStatus(of: harness / $1)?.allocated ?? 0) }
    }
}
