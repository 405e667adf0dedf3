import HarnessKit

/// `validation.json` as it can be written from what was found.
struct ValidationDraft {
    /// A step, and what speaks for it.
    struct Step {
        var step: ValidationStep
        let why: String
        /// Why it cannot be run here, though the project says so itself.
        var obstacle: String?
        /// What was added to the command so that its tests can be told apart.
        var addition: String?
    }

    private(set) var steps: [Step] = []
    /// Commands that are usual for such a project and cannot be run here.
    private(set) var leftOut: [Step] = []

    /// The text where nothing is found: as long as nobody touches it, it may be written anew.
    static let nothing = ValidationDraft().text

    private init() {}

    init(of detection: Detection, document: String?, usability: Usability) {
        let own = detection.commands(.test).filter { $0.reason.file.hasPrefix("scripts/validate") }
        var found = FoundCommand.Purpose.allCases.flatMap { purpose in
            detection.commands(purpose).map { (command: $0, why: $0.reason.words) }
        }
        // A project's own script does it all.
        if !own.isEmpty { found = own.prefix(1).map { ($0, $0.reason.words) } }
        let documented = document.map { DocumentCommands(in: $0).commands } ?? []
        // What a document says is more than a guess.
        found.removeAll { row in
            row.command.confidence == .guess && documented.contains { $0.purpose == row.command.purpose }
        }
        for (command, why) in found {
            add(command.purpose, command.argv, in: command.folder, why: why, command.confidence, usability)
        }
        guard own.isEmpty else { return }
        for command in documented
        where !found.contains(where: { $0.command.purpose == command.purpose }) {
            let why = "\(DocumentCommands.file):\(command.line)"
            add(command.purpose, command.argv, in: "", why: why, .likely, usability)
        }
    }

    private mutating func add(
        _ purpose: FoundCommand.Purpose, _ argv: [String], in folder: String, why: String, _ confidence: Confidence,
        _ usability: Usability
    ) {
        var step = ValidationStep()
        step.kind = ValidationStep.Kind(rawValue: purpose.rawValue) ?? .test
        let naming = TestNaming(argv)
        let isTest = step.kind == .test
        let argv = isTest ? naming.argv : argv
        step.arguments = Arguments(argv)
        step.directory = folder.isEmpty ? nil : folder
        step.paths = folder.isEmpty ? [] : ["\(folder)/**"]
        step.name = name(for: step)
        let words = confidence == .certain ? why : "\(confidence.rawValue), from \(why)"
        let obstacle = usability.obstacle(to: argv, in: folder)
        let row = Step(step: step, why: words, obstacle: obstacle, addition: isTest ? naming.note : nil)
        if obstacle != nil, confidence < .certain { leftOut.append(row) } else { steps.append(row) }
    }

    /// "test", "test-web", "test-2".
    private func name(for step: ValidationStep) -> String {
        let folder = step.directory.map { "-" + $0.split(separator: "/").joined(separator: "-") } ?? ""
        let name = step.kind.rawValue + folder
        let taken = Set(steps.map(\.step.name))
        guard taken.contains(name) else { return name }
        return (2...).lazy.map { "\(name)-\($0)" }.first { !taken.contains($0) } ?? name
    }

    /// The file's text.
    var text: String {
        Draft.object(
            [
                .field("schema", .value("harness.validation/1")),
                .comment(
                    "run in the order build, lint, test; a step may say \"timeout_s\" (600), \"env\" and \"paths\""),
                .field("steps", .array(steps.map(\.draft))),
            ] + remarks
        ).text
    }

    private var remarks: [Draft.Member] {
        let missing = ValidationStep.Kind.allCases.filter { kind in !steps.contains { $0.step.kind == kind } }
        return leftOut.map { .comment("left out: \($0.step.line) (\($0.obstacle ?? "")); \($0.why)") }
            + missing.map {
                .comment("missing: nothing was found that is a \($0.rawValue); add a step if there is one")
            }
    }

    /// What a person should know, a line each.
    var notes: [String] {
        leftOut.map { "left out: \($0.step.line): \($0.obstacle ?? "")" }
            + steps.compactMap { step in step.obstacle.map { "\(step.step.name) cannot run here: \($0)" } }
            + steps.compactMap { step in step.addition.map { "\(step.step.name): \($0)" } }
    }
}

extension ValidationDraft.Step {
    fileprivate var draft: Draft {
        .object(
            [
                .comment(why), .field("name", .value(.string(step.name))), .field("kind", .value(step.kind.json)),
                .field("argv", .value(step.arguments.json)),
            ]
                + [
                    step.directory.map { .field("cwd", .value(.string($0))) },
                    step.paths.isEmpty ? nil : .field("paths", .value(step.paths.json)),
                ].compactMap(\.self))
    }
}
