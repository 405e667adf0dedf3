import HarnessKit
import Project
import Verifier

/// What the project's folder tells, in the words in which a first scenario needs it.
@Sendable func propose(in workspace: Workspace) throws -> Proposal {
    let detection = try Detection(of: workspace.root)
    var proposal = Proposal()
    proposal.name = detection.units.first?.name ?? workspace.root.name
    proposal.applications = detection.programs.map(ProposedApplication.init)
    proposal.build = detection.commands(.build).map(ProposedCommand.init)
    proposal.buildsApart = detection.buildsApart
    proposal.tests = detection.commands(.test).map(ProposedCommand.init)
    // What npm has put into the workspace's own folder is not to be looked for in its members'.
    proposal.share = detection.share.filter { folder in
        FileStatus(of: workspace.root / folder) != nil || !detection.share.contains { folder.hasSuffix("/\($0)") }
    }
    proposal.notes = detection.notes
    return proposal
}

extension ProposedCommand {
    fileprivate init(_ command: FoundCommand) {
        self.init()
        argv = command.argv
        folder = command.folder.isEmpty ? nil : command.folder
        why = command.reason.words(command.confidence)
    }
}

extension ProposedApplication {
    fileprivate init(_ program: FoundProgram) {
        self.init()
        kind = Application.Kind(rawValue: program.kind.rawValue) ?? .library
        name = program.name
        start.argv = program.argv
        start.environment = program.environment
        start.folder = program.folder.isEmpty ? nil : program.folder
        start.why = program.reason.words(program.confidence)
        if case .fixed(let number) = program.port { port = number }
        needsPort = program.port == .unknown
        ready = program.ready
        route = program.route
    }
}

extension Reason {
    /// With how sure it is, where that is not certain.
    fileprivate func words(_ confidence: Confidence) -> String {
        confidence == .certain ? words : "\(confidence.rawValue), from \(words)"
    }
}
