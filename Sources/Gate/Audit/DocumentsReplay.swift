import HarnessKit
import Ledger
import Worktree

/// A receipt of documentation, looked at again: nothing but documents came with it, and their links lead somewhere.
///
/// What belongs to a task is told by commits, between the one that it began with and the one that brought its receipt.
struct DocumentsReplay {
    let receipt: Receipt
    let checkout: AuditCheckout
    let git: Git

    func run(into audited: inout AuditedReceipt) throws {
        let (control, isOthers) = try judge()
        audited.controls.append(control)
        if let isOthers { audited.warn(.otherWork, isOthers) }
        audited.wasNotRun = control.outcome == .couldNotRun
        audited.level = control.outcome == .held ? min(audited.level, .replayed) : .unverified
    }

    private func result(_ outcome: ControlResult.Outcome, _ reason: String) -> ControlResult {
        ControlResult("documents", outcome, reason, code: outcome == .failed ? GateCode.kind.rawValue : nil)
    }

    /// What came of it, and which work of others lies between.
    private func judge() throws -> (ControlResult, String?) {
        let listed = receipt.body.documents
        if let other = listed?.first(where: { !DocumentsControl.isDocumentation($0) }) {
            return (result(.failed, "\(other), which is no documentation, stands in its list of documents"), nil)
        }
        let path = try RelativePath(naming: "\(checkout.harness)/receipts/\(receipt.name)")
        guard let brought = try git.lastCommit(touching: path, in: checkout.revisions) else {
            let reason = "which commit brought the receipt is not in this clone: fetch the history ('fetch-depth: 0')"
            return (result(.couldNotRun, reason), nil)
        }
        let base = receipt.body.baseCommit.flatMap { git.commit(of: $0) }
        let works = try git.works(from: base, to: brought)
        let touched = Set(works.flatMap(\.paths).map(\.description))
        let documents = listed ?? touched.filter(DocumentsControl.isDocumentation).sorted { $0.precedes($1) }
        var others: String?
        for work in works {
            guard let code = code(in: work) else { continue }
            let place = "\(code) changed in \(work.commit.prefix(12))"
            guard !isProvedElsewhere(work), listed == nil || work.commit == brought else {
                others = others ?? "\(place) as well: whether that is its work is not told by commits"
                continue
            }
            guard let listed else {
                let reason = "\(code), which is no documentation, changed with it in \(work.commit.prefix(12))"
                return (result(.failed, reason), nil)
            }
            let names = listed.joined(separator: ", ")
            let reason = "\(place), which brought it, and it names \(names) alone: whose that is nobody can tell"
            return (result(.couldNotRun, reason), nil)
        }
        guard !documents.isEmpty, base == nil || documents.contains(where: touched.contains) else {
            return (result(.couldNotRun, "none of its documents changed in the commits that lead to it"), nil)
        }
        return (try links(in: documents, base == nil ? nil : others == nil), others)
    }

    /// The documents' links, in the files that are audited; whether nothing else changed is said with them.
    private func links(in documents: [String], _ isAlone: Bool?) throws -> ControlResult {
        var count = 0
        for name in documents where name.hasSuffix(".md") {
            let found = try DocumentsControl.links(in: name, below: checkout.root)
            if let broken = found.broken.first {
                return result(.failed, "\(name) leads to '\(broken)', which is not there")
            }
            count += found.count
        }
        let alone =
            switch isAlone {
            case true?: ", and nothing else since the commit that the work began with"
            case false?: ""
            case nil:
                ", and nothing else in the commit that brought them (the one before the work is not in this clone)"
            }
        return result(
            .held,
            "\(documents.count) document\(documents.count == 1 ? "" : "s")\(alone); "
                + "\(count) link\(count == 1 ? " leads" : "s lead") somewhere")
    }

    /// What of a commit is neither documentation nor the harness's own.
    private func code(in work: Git.Work) -> String? {
        let files = work.paths.filter { path in
            guard let top = path.components.first else { return false }
            return !Manifest.ownFolders.contains(top) && !DocumentsControl.isDocumentation(path.description)
        }
        return GateFinding.some(of: files.map(\.description))
    }

    /// Whether a commit brought the receipt of another task, which answers for code.
    private func isProvedElsewhere(_ work: Git.Work) -> Bool {
        let folder = "\(checkout.harness)/receipts/"
        return work.paths.map(\.description).contains { path in
            guard path.hasPrefix(folder), path != folder + receipt.name, let name = RelativePath(path),
                let bytes = try? Folder(checkout.root).read(name),
                let other = try? Receipt(name: String(path.dropFirst(folder.count)), bytes: bytes)
            else { return false }
            return other.kind != "docs" && other.contradictions().isEmpty
        }
    }
}
