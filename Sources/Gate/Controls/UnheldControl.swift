import HarnessKit
import Ledger
import Worktree

/// Whether a commit of the project would hold what was verified, as the user's own git makes it.
///
/// Files that it would not are told. Where none of the code that changed would be in a commit, nothing of the work would.
struct UnheldControl {
    let shop: Workshop

    private static let mostTold = 20

    func run(_ finding: inout GateFinding) throws {
        let git = Git(of: shop.store.workspace, in: shop.store.context)
        try finding.note(hiddenFrom: git)
        guard let git, let changes = try shop.former.changes() else { return }
        let unheld = try git.unheld(among: changes, of: shop.tree.before)
        guard !unheld.isEmpty else { return }
        let told = Set(finding.warnings.filter { $0.code == "W_HIDDEN_FILE" }.map(\.message))
        let findings = shop.tree.before.findings.map(\.path.description)
        for path in unheld.sorted().prefix(Self.mostTold) {
            let name = path.description
            // Of what is left out or marked that is told already.
            if told.contains(where: { $0.hasPrefix("\(name) is part") }) { continue }
            if findings.contains(where: { name == $0 || name.hasPrefix($0 + "/") }) { continue }
            finding.note(hidden: Manifest.Finding(path: path, reason: .committedOtherwise))
        }
        let code = changes.filter { !DocumentsControl.isDocument($0.path) }
        let work = (code.isEmpty ? changes : code).map(\.path)
        guard work.allSatisfy({ RelativePath($0).map(unheld.contains) ?? false }) else { return }
        finding.note(unheld: work)
    }
}
