import HarnessKit

/// Finds out whom the steps of a scenario reach.
struct Reach {
    let stage: Stage
    let application: LiveProgram?

    var programs: OwnPrograms { OwnPrograms(root: stage.root) }

    func addressee(of step: Step, _ bindings: Bindings) -> Addressee {
        if step.http != nil || step.tcp != nil || step.tests != nil || step.app != nil { return .application }
        if let exec = step.exec { return addressee(of: exec, bindings) }
        let path = (step.sqlite?.file ?? step.file?.path).flatMap { try? bindings.text($0) }
        return path.map { isOurs(stage.root / $0) } == true ? .files : .nobody
    }

    /// Whether a program is neither the project's own nor one that speaks to it or only looks.
    func mayMakeEvidence(_ exec: ExecAction, _ bindings: Bindings) -> Bool {
        addressee(of: exec, bindings) != .application && !programs.onlyRead(words(of: exec, bindings))
    }

    private func addressee(of exec: ExecAction, _ bindings: Bindings) -> Addressee {
        let words = words(of: exec, bindings)
        if programs.contain(words, in: folder(of: exec, bindings), given: { variable($0, of: exec, bindings) }) {
            return .application
        }
        if speaksToPort(exec, words) { return .application }
        return files(namedBy: exec, bindings).isEmpty ? .nobody : .files
    }

    /// The files of ours that a program's words name and that are there.
    func files(namedBy exec: ExecAction, _ bindings: Bindings) -> [Path] {
        let folder = folder(of: exec, bindings)
        return words(of: exec, bindings).flatMap { $0.split { " \t\"'<>|;&=()".contains($0) } }
            .map { folder / String($0) }
            .filter { isOurs($0) && FileStatus(following: $0)?.kind == .file }
    }

    /// The files that a step looks at, where it does nothing else; a program's words may name one in many ways.
    func looksAt(_ step: Step, _ bindings: Bindings) -> Set<Path>? {
        let paths: [Path]
        if let file = step.file, let path = try? bindings.text(file.path) {
            paths = [stage.root / path]
        } else if let exec = step.exec, programs.lookedAt(by: words(of: exec, bindings)) != nil {
            paths = files(namedBy: exec, bindings)
        } else {
            return nil
        }
        return Set(paths.map { (try? $0.resolved()) ?? $0 })
    }

    func words(of exec: ExecAction, _ bindings: Bindings) -> [String] {
        exec.arguments.words.map { (try? bindings.text($0)) ?? $0 }
    }

    /// Those of the step, over those of the environment file.
    private func variable(_ name: String, of exec: ExecAction, _ bindings: Bindings) -> String? {
        (exec.environment[name] ?? stage.project.environment[name]).map { (try? bindings.text($0)) ?? $0 }
    }

    func folder(of exec: ExecAction, _ bindings: Bindings) -> Path {
        exec.directory.flatMap { try? bindings.text($0) }.map { stage.root / Path($0) } ?? stage.root
    }

    /// The application's port, or that of a declared service, by name or in digits.
    private func speaksToPort(_ exec: ExecAction, _ words: [String]) -> Bool {
        let names = Template(exec.json.text(.compact)).names
        if names.contains(where: { $0 == "port" || $0.hasPrefix("services.") }) { return true }
        let ports =
            [application.map { Int($0.port) }].compactMap { $0 }
            + stage.bindings.values.filter { $0.key.hasPrefix("services.") }.compactMap(\.value.integer)
        return words.contains { word in ports.contains { word.contains(":\($0)") } }
    }

    /// Whether a file belongs to the run or the project.
    private func isOurs(_ path: Path) -> Bool {
        path.bytes.starts(with: stage.folder.path.bytes) || programs.isBelow(path)
    }
}
