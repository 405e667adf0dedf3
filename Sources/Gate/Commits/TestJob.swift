import HarnessKit
import Project

/// A test command, and the files whose tests it runs.
struct TestJob: Sendable {
    /// Where it runs, relative to the project; empty for its top.
    let folder: String
    /// As it is run: so that every test is named, and only files of the commit where the runner can be told.
    var words: [String]
    /// What must be built first.
    var builds: [[String]] = []
    var files: [RelativePath] = []

    var line: String {
        // What a person typed is told as it was typed.
        let text = words.starts(with: ["/bin/sh", "-c"]) ? words.dropFirst(2).joined(separator: " ") : nil
        return (text ?? words.joined(separator: " ")) + (folder.isEmpty ? "" : " in \(folder)")
    }
}

/// Which commands run which test files of a project.
struct TestJobs {
    let detection: Detection
    let root: Path
    let environment: Environment
    /// Whether a program that says nothing ends well there.
    var canRun: ([String]) throws -> Bool = { _ in false }

    /// What runs these files; fails where nothing is known that does.
    func jobs(for languages: [RelativePath: TestLanguage], among files: [RelativePath]) throws -> [TestJob] {
        var plans: [(key: String, plan: Plan, files: [RelativePath])] = []
        for file in files.sorted() {
            let plan = try runningAll(of: file, try plan(for: file, languages[file]))
            let key = "\(plan.folder)\n\(plan.argv.joined(separator: "\n"))"
            if let index = plans.firstIndex(where: { $0.key == key }) {
                plans[index].files.append(file)
            } else {
                plans.append((key, plan, [file]))
            }
        }
        return plans.map { $0.plan.job(for: $0.files.filter { languages[$0] != nil }, all: $0.files, in: root) }
    }

    /// A command before it is told which files to run.
    struct Plan {
        let folder: String
        let argv: [String]
        let ecosystem: String
        var builds: [[String]] = []

        func job(for files: [RelativePath], all: [RelativePath], in root: Path) -> TestJob {
            let inside = files.map { String($0.description.dropFirst(folder.isEmpty ? 0 : folder.count + 1)) }
            let present = inside.filter { FileStatus(following: root / folder / $0) != nil }
            let words = TestRunner.words(argv, files: present, in: folder.isEmpty ? root : root / folder)
            return TestJob(folder: folder, words: words, builds: builds, files: all)
        }
    }

    /// Python's own runner passes over functions that lie in no class; pytest, where it is installed, runs both.
    private func runningAll(of file: RelativePath, _ plan: Plan) throws -> Plan {
        guard let at = plan.argv.firstIndex(of: "-m"), plan.argv[(at + 1)...].first == "unittest",
            let text = try Folder(root).read(file),
            try Pattern(#"(?m)^(?:async +)?def +test\w*\(|^(?:import|from) +pytest\b"#).matches(text),
            try canRun(plan.argv[..<at] + ["-c", "import pytest"])
        else { return plan }
        return Plan(
            folder: plan.folder, argv: plan.argv[...at] + ["pytest"], ecosystem: plan.ecosystem, builds: plan.builds)
    }

    private func plan(for file: RelativePath, _ language: TestLanguage?) throws -> Plan {
        let units = detection.units.filter { Self.covers($0.folder, file) && test(of: $0) != nil }
            .sorted { (rank($0), $1.folder.utf8.count) < (rank($1), $0.folder.utf8.count) }
        for ecosystem in language?.ecosystems ?? [] {
            if let unit = units.first(where: { $0.ecosystem == ecosystem }), let plan = plan(of: unit) { return plan }
        }
        if let own = language?.own, !own.isEmpty, speaks(for: language, file) {
            return Plan(folder: "", argv: own, ecosystem: "")
        }
        let speaking = Set(detection.commands(.test).map(\.folder))
        if let unit = units.first(where: { speaking.contains($0.folder) }) ?? units.first, let plan = plan(of: unit) {
            return plan
        }
        throw Failure(
            .unavailable, "nothing was found that runs the tests of \(file)",
            hint: "name the command: 'verify commit --test \"make check\"'")
    }

    /// What a project above builds and tests is left to that.
    private func rank(_ unit: Unit) -> Int {
        unit.isMember && !["node", "python", "go", "deno"].contains(unit.ecosystem) ? 1 : 0
    }

    /// Whether the file is one that the language's own runner takes.
    private func speaks(for language: TestLanguage?, _ file: RelativePath) -> Bool {
        guard language?.name == "javascript" else { return true }
        let folder = try? Folder(root)
        let text = (try? folder?.read(file)) ?? nil
        return text.map { $0.offset(of: Bytes("node:test".utf8)) != nil } ?? false
    }

    private func test(of unit: Unit) -> FoundCommand? { unit.commands.first { $0.purpose == .test } }

    private func plan(of unit: Unit) -> Plan? {
        guard let test = test(of: unit) else { return nil }
        let builds =
            Self.buildFirst.contains(unit.ecosystem)
            ? unit.commands.filter { $0.purpose == .build }.map(\.argv) : []
        return Plan(folder: unit.folder, argv: test.argv, ecosystem: unit.ecosystem, builds: builds)
    }

    /// Ecosystems whose test command runs only what was built before.
    private static let buildFirst: Set<String> = ["cmake"]

    private static func covers(_ folder: String, _ file: RelativePath) -> Bool {
        folder.isEmpty || file.description.hasPrefix(folder + "/")
    }
}
