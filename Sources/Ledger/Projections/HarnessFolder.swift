import HarnessKit

/// The harness's folder in a project: what git carries of it and what it does not.
package struct HarnessFolder {
    let folder: Folder

    package init(folder: Folder) {
        self.folder = folder
    }

    /// Writes the rules for git where there are none yet; what the user wrote stays.
    package func prepare() throws {
        for (name, text) in Self.files where FileStatus(of: folder.path / name) == nil {
            try folder.write(Bytes(text.utf8), to: try RelativePath(naming: name), .renamed)
        }
    }

    /// The rules for git of a harness that the project shares.
    package static var ignoreRules: String { files[0].1 }

    /// The rules by which git puts together what several branches wrote there.
    package static var mergeRules: String { files[1].1 }

    /// The same for a harness of that name, as they read at the top of the project.
    package static func mergeRules(below harness: String) -> String {
        mergeRules.split(separator: "\n").map { $0.hasPrefix("/") ? "/\(harness)\($0)" : String($0) }
            .joined(separator: "\n") + "\n"
    }

    private static let files = [
        (
            ".gitignore",
            """
            # The ledger, and what can be made again from it. Configuration, scenarios, receipts and memory are for git.
            /state.db*
            /store.json
            /snapshots.git/
            /tasks/
            /archive/
            /trace/
            /cache/
            /memory/index.db*

            """
        ),
        (
            ".gitattributes",
            """
            # Several branches add lines to the same day.
            /memory/episodes/*.jsonl merge=union

            """
        ),
    ]
}
