import HarnessKit

/// The two files that `init` writes, never over one in which somebody said something.
struct NewFiles {
    let workspace: Workspace
    /// What the existing environment file says, if there is one that can be read.
    let existing: Application?
    private let root: Folder
    private let trouble: String?
    /// Whether the environment file is there and says that nothing was found.
    private let saysNothing: Bool

    struct File {
        let path: String
        let text: String
    }

    struct Outcome {
        /// The scenario file, from the project's top.
        let scenario: String
        let written: [File]
        let kept: [String]
        /// A line for each thing that somebody has to write.
        let missing: [String]
    }

    init(in workspace: Workspace) throws {
        self.workspace = workspace
        root = try Folder(workspace.root)
        let path = workspace.harness / ProjectEnvironment.file
        let name = "\(workspace.harnessName)/\(ProjectEnvironment.file)"
        let bytes = FileStatus(of: path)?.kind == .file ? try root.read(try RelativePath(naming: name)) : nil
        saysNothing = bytes == Bytes(EnvironmentDraft.nothing.utf8)
        guard FileStatus(of: path) != nil, !saysNothing else {
            existing = nil
            trouble = nil
            return
        }
        do {
            existing = try Desk.project(at: path, named: name).application(named: nil)
            trouble = nil
        } catch {
            existing = nil
            trouble = Failure(translating: error).message
        }
    }

    var environment: String { "\(workspace.harnessName)/\(ProjectEnvironment.file)" }

    /// The kind that the existing file names; what is wrong with that file is noted.
    func kind(noting notes: inout [String]) -> Application.Kind? {
        if let trouble { notes.append(trouble) }
        return existing?.kind
    }

    /// Writes both, or refuses before the first byte; says what was written and what was there already.
    func place(_ scenarios: ScenarioDraft, named name: String, _ draft: EnvironmentDraft, isDry: Bool) throws -> Outcome
    {
        let scenario = File(path: "\(workspace.harnessName)/scenarios/\(name).json", text: scenarios.draft.text)
        let settings = File(path: environment, text: draft.draft.text)
        let taken = Failure(
            .refused, "\(scenario.path) is there already, and nothing is overwritten",
            hint: "add to it by hand, or give --name another name")
        if try exists(scenario.path) { throw taken }
        // What we write passes our own check, whatever was pasted.
        _ = try ScenarioSource(name: scenario.path, bytes: Bytes(scenario.text.utf8))
        let _: ProjectEnvironment = try JSON.Source(name: settings.path, bytes: Bytes(settings.text.utf8)).decode()
        let hasSettings = saysNothing ? settings.text == EnvironmentDraft.nothing : try exists(settings.path)
        var written: [File] = []
        if !hasSettings, try isDry || write(settings, over: saysNothing) { written.append(settings) }
        guard try isDry || write(scenario) else { throw taken }
        let isNew = !written.isEmpty
        return Outcome(
            scenario: scenario.path, written: written + [scenario], kept: isNew ? [] : [settings.path],
            missing: (isNew ? draft.missing.map { "\(settings.path): \($0)" } : [])
                + scenarios.missing.map { "\(scenario.path): \($0)" })
    }

    /// Whether something of that name is there; a link on the way to it is an error.
    private func exists(_ path: String) throws -> Bool {
        do {
            let parent = Path(path).parent?.description ?? workspace.harnessName
            _ = try root.folder(try RelativePath(naming: parent), creating: nil)
        } catch let error as SystemError where error.number == ENOENT {
            return false
        }
        return FileStatus(of: workspace.root / path) != nil
    }

    private func write(_ file: File, over existing: Bool = false) throws -> Bool {
        let name = try RelativePath(naming: file.path)
        guard existing else { return try root.create(Bytes(file.text.utf8), as: name, .renamed) }
        try root.write(Bytes(file.text.utf8), to: name, .renamed)
        return true
    }
}
