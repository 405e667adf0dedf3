import HarnessKit

/// The folders from a top down to where work goes on, each held open, so that the next path of a sorted list is near.
struct FolderTrail {
    enum Missing { case isError, isMade }

    private let missing: Missing
    private var names: [Bytes] = []
    private var folders: [Folder]

    init(from top: Folder, _ missing: Missing) {
        self.missing = missing
        folders = [top]
    }

    /// The folder that a path lies in, and its name there; no link is followed on the way.
    mutating func place(of path: RelativePath) throws -> (folder: Folder, name: Bytes) {
        let parts = path.components
        let common = zip(names, parts.dropLast()).prefix { $0 == $1 }.count
        names.removeLast(names.count - common)
        folders.removeLast(folders.count - common - 1)
        var folder = folders[common]
        for name in parts.dropLast().dropFirst(common) {
            folder = try missing == .isMade ? folder.makeFolder(name) : folder.enter(name)
            names.append(name)
            folders.append(folder)
        }
        return (folder, parts.last ?? [])
    }
}
