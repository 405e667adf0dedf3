import HarnessKit

/// A repository of a copy's own, which borrows the project's objects.
///
/// Programs that ask git for a version find what they find in the project; what they write there stays in the copy.
package struct ShadowRepository {
    private let git: Git

    /// Nil outside git.
    package init?(of workspace: Workspace, in context: Context) {
        guard let git = Git(of: workspace, in: context) else { return nil }
        self.git = git
    }

    /// Gives a copy one at a commit, unless it has it already; a project that cannot be cloned has copies without.
    package func give(_ copy: KeptCopy, at commit: String) {
        let link = copy.tree / ".git"
        let place = copy.folder / "git"
        let mark = RelativePath("git-commit")
        let former = mark.flatMap { try? Folder(copy.folder).read($0) } ?? nil
        guard former != Bytes(commit.utf8) || FileStatus(of: link)?.kind != .file else { return }
        FileSystem.removeTree(place)
        FileSystem.removeTree(link)
        do {
            try make(in: place, at: commit, for: copy.tree)
            let top = try Folder(copy.tree)
            try RelativePath(".git").map { try top.remove($0) }
            try top.makeFile(Bytes(".git".utf8)).send(Bytes("gitdir: \(place)/.git\n".utf8), to: ".git")
            try mark.map { try Folder(copy.folder).write(Bytes(commit.utf8), to: $0, .renamed) }
        } catch {
            FileSystem.removeTree(place)
        }
    }

    private func make(in place: Path, at commit: String, for tree: Path) throws {
        let words = ["clone", "-q", "--shared", "--no-checkout", "--template=", git.root.description]
        _ = try git.call(words + [place.description])
        let own = ["GIT_DIR": "\(place)/.git", "GIT_WORK_TREE": tree.description]
        _ = try git.call(["update-ref", "HEAD", commit], with: own)
        _ = try git.call(["read-tree", commit], with: own)
        let remote = try? git.call(["config", "remote.origin.url"]).output.text
        if let remote = remote?.split(separator: "\n").first {
            _ = try git.call(["config", "remote.origin.url", String(remote)], with: own)
        }
    }
}
