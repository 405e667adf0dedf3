import HarnessKit

/// `environment.json` as it can be written from what was found.
package struct EnvironmentDraft {
    package let draft: Draft
    /// What somebody has to write into it, a line each.
    package let missing: [String]

    /// What is written where nothing is found: as long as nobody touches it, it may be written anew.
    package static let nothing = EnvironmentDraft(Proposal()).draft.text

    /// For the likeliest kind of application, where nobody says which.
    package init(_ proposal: Proposal) {
        self.init(proposal, kind: proposal.kind)
    }

    init(_ proposal: Proposal, kind: Application.Kind) {
        var missing: [String] = []
        var app: [Draft.Member] = [.field("kind", .value(kind.json))]
        if kind != .server, proposal.applications.isEmpty {
            app.append(
                .comment("nothing was found that serves; where something does, say \"server\" and how it starts:"))
            app.append(.leftOut("start", ["argv": ["PROGRAM", "--port", "{{port}}"]]))
        }
        if kind != .library || proposal.buildsApart { app += Self.build(proposal) }
        if kind == .server { app += Self.start(proposal.application(of: .server), &missing) }
        if !proposal.share.isEmpty {
            app.append(.comment("ignored folders that a copy of the project needs too"))
            app.append(.field("share", .value(proposal.share.json)))
        }
        draft = .object([
            .field("schema", .value("harness.environment/1")), .field("app", .object(app)),
            .comment("what it needs beside it, such as a database:"),
            .leftOut("services", [["name": "db", "start": ["argv": ["PROGRAM", "{{services.db.port}}"]]]]),
        ])
        self.missing = missing
    }

    private static func build(_ proposal: Proposal) -> [Draft.Member] {
        guard !proposal.build.isEmpty else {
            return [.comment("what builds it, if anything does:"), .leftOut("build", [["argv": ["make"]]])]
        }
        let steps = proposal.build.map(\.json)
        return proposal.build.map { .comment($0.why) } + [.field("build", .value(.array(steps)))]
    }

    private static func start(_ application: ProposedApplication?, _ missing: inout [String]) -> [Draft.Member] {
        guard let application, !application.start.argv.isEmpty else {
            missing.append("start.argv: the command that starts the server, with {{port}} in it or in \"env\"")
            return [
                .comment("missing: what starts the server; {{port}} stands for the port it is to listen on"),
                .leftOut("start", ["argv": ["PROGRAM", "--port", "{{port}}"]]),
            ]
        }
        var members: [Draft.Member] = [
            .comment(application.start.why), .field("start", .value(application.start.json)),
        ]
        if let port = application.port {
            members.append(.comment("it stands in the code; read it from a variable, and {{port}} can be any"))
            members.append(.field("port", .value(.integer(port))))
        } else if application.needsPort {
            missing.append(
                "start: how the server learns its port: {{port}} in \"argv\" or \"env\", or a fixed \"port\"")
            members.append(
                .comment(
                    "missing: how it learns its port; put {{port}} into \"start\", or a fixed one here:"
                ))
            members.append(.leftOut("port", 8080))
        }
        if let path = application.ready {
            members.append(.field("ready", .value(["http": ["path": .string(path)]])))
        } else {
            members.append(.comment("ready when its port is open; a path that answers says more:"))
            members.append(.leftOut("ready", ["http": ["path": "/health"]]))
        }
        return members
    }
}

extension ProposedCommand {
    /// As a build step or a start command writes it.
    var json: JSON { json(reports: nil) }

    func json(reports: String?) -> JSON {
        .members([
            "argv": argv.json, "cwd": folder.map(JSON.string), "env": environment.isEmpty ? nil : environment.json,
            "reports": reports.map { [$0].json },
        ])
    }
}
