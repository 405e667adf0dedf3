import HarnessKit
import Ledger

/// The proposals of a project, and what was said of them.
struct ProposalBook {
    struct Verdict {
        let isAccepted: Bool
        let at: Date
        let pattern: String
        let file: String
    }

    let workspace: Workspace
    /// The last word on each proposal.
    let verdicts: [String: Verdict]

    init(in workspace: Workspace, _ ledger: Ledger?) throws {
        self.workspace = workspace
        var verdicts: [String: Verdict] = [:]
        for event in try ledger?.history(of: [ProposalAccepted.kind, ProposalDeclined.kind]) ?? [] {
            if event.kind == ProposalAccepted.kind {
                let body = try event.decode(as: ProposalAccepted.self)
                verdicts[body.proposal] = Verdict(
                    isAccepted: true, at: event.at, pattern: body.pattern, file: body.file)
            } else {
                let body = try event.decode(as: ProposalDeclined.self)
                verdicts[body.proposal] = Verdict(isAccepted: false, at: event.at, pattern: body.pattern, file: "")
            }
        }
        self.verdicts = verdicts
    }

    /// The proposal of that name, or of that file.
    func proposal(_ name: String) throws -> Proposal {
        var name = Path(name).name
        if name.hasSuffix(".md") { name = String(name.dropLast(3)) }
        let path = "\(Proposal.folder)/\(name).md"
        guard let file = RelativePath(path), let bytes = try Folder(workspace.root).read(file) else {
            let there = try names()
            throw Failure(
                .missing, "there is no proposal '\(name)'",
                hint: there.isEmpty ? "run 'harness-critic propose PATTERN'" : "name one of these", details: there)
        }
        return try Proposal.parse(String(decoding: bytes, as: UTF8.self), named: path)
    }

    /// Refuses what was judged already.
    func checkOpen(_ proposal: Proposal) throws {
        guard let verdict = verdicts[proposal.name] else { return }
        let word = verdict.isAccepted ? "accepted" : "declined"
        throw Failure(
            .refused, "\(proposal.name) was \(word) at \(verdict.at.iso8601)",
            hint: verdict.isAccepted
                ? "run 'harness-critic effect'" : "run 'harness-critic propose \(proposal.pattern)'")
    }

    private func names() throws -> [String] {
        let path = workspace.root / Proposal.folder
        guard FileStatus(of: path)?.kind == .folder else { return [] }
        return try Folder(path).names().filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
    }
}
