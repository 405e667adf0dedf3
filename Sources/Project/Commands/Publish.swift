import HarnessKit
import Ledger

/// Makes a private harness one that the project's git carries.
struct Publish: Command {
    static let name = "publish"
    static let summary = "shares a private harness: .harness becomes harness, and git sees it"

    func run(in context: Context) throws -> Answer {
        let workspace = try Workspace.find(in: context)
        guard workspace.harnessName == ".harness" else {
            throw Failure(
                .refused, "there is no private harness in \(workspace.root)",
                hint: "run 'harness-executor bootstrap --private' to begin one")
        }
        try ValidationDesk(workspace: workspace, context: context).refuseLink()
        guard FileStatus(of: workspace.root / "harness") == nil else {
            throw Failure(
                .refused, "harness is there already, and nothing is overwritten",
                hint: "move it away, and run the same command again")
        }
        let root = try Folder(workspace.root)
        try root.move(try RelativePath(naming: ".harness"), to: try RelativePath(naming: "harness"))
        var noted = try WrittenFiles.existing(in: root, "harness")
        noted.files = noted.files.map { file in
            guard file.path.hasPrefix(".harness/") else { return file }
            var file = file
            file.path = String(file.path.dropFirst())
            return file
        }
        let rules = HarnessFolder.ignoreRules
        let isOurs =
            try root.read(try RelativePath(naming: "harness/.gitignore")).map { $0 == Bytes("*\n".utf8) } ?? true
        if isOurs {
            try root.write(Bytes(rules.utf8), to: try RelativePath(naming: "harness/.gitignore"), .renamed)
            noted.add(WrittenFile(path: "harness/.gitignore", text: rules))
        }
        try noted.write(in: root, "harness")
        return Answer(
            next: "harness-executor validate", json: ["harness": "harness", "git_ignore_is_ours": .bool(isOurs)],
            text: isOurs
                ? "the harness is now in harness; git carries its config, scenarios, receipts and memory"
                : "the harness is now in harness; its .gitignore is as you wrote it")
    }
}
