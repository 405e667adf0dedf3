import HarnessKit

/// `go test -v` and `go test -json`; names are "package.Test/subtest".
///
/// A result counts only after "=== RUN" of that name, so a printed line alone forges nothing.
struct GoReader: TestReader {
    private struct Package {
        var started: Set<String> = []
        var order: [String] = []
        var results: [(name: String, outcome: TestOutcome)] = []
        var output: [String: String] = [:]
        var panic: String?
    }

    private(set) var findings = Findings()
    /// The package whose lines `-v` prints now; its name comes last.
    private var current = Package()
    private var lastRun = ""
    private var isVerbose = false
    private var hasTests = false
    private var packages: [String: Package] = [:]
    private var names: [String] = []

    mutating func read(_ line: Line) {
        switch line.first {
        case UInt8(ascii: "{"): if let event = GoEvent(line) { read(event) }
        case UInt8(ascii: "="):
            var line = line
            if line.take("=== RUN   ") { start(line.trimmed.text) }
        case UInt8(ascii: "F"): if line.starts(with: "FAIL\t") { end(line) } else { printed(line) }
        case UInt8(ascii: "o"): if line.starts(with: "ok  \t") { end(line) } else { printed(line) }
        case UInt8(ascii: "p"):
            if line.starts(with: "panic: "), current.panic == nil { current.panic = line.text }
            printed(line)
        default: printed(line)
        }
    }

    mutating func finish() {
        findings.hidesNames = hasTests && !isVerbose
        close(current, named: nil, hasFailed: false)
        for name in names { packages[name].map { close($0, named: name, hasFailed: true) } }
    }

    // Lines.

    private mutating func start(_ name: String) {
        findings.isRecognised = true
        isVerbose = true
        lastRun = name
        guard current.order.count <= Findings.mostCases else { return }
        current.order.append(name)
        current.started.insert(name)
    }

    /// A result, perhaps behind what a test printed without an end of line; or what a test logs.
    private mutating func printed(_ line: Line) {
        let words: [(String, TestOutcome)] = [("PASS", .passed), ("FAIL", .failed), ("SKIP", .skipped)]
        var rest = line
        guard line.contains("--- "), rest.takeLast(from: "--- ").map({ rest = $0 }) != nil else { return log(line) }
        for (word, outcome) in words where rest.take(word + ": ") {
            guard rest.dropDuration() else { return }
            let name = rest.text
            if current.started.remove(name) != nil {
                return current.results.append((name, outcome))
            }
            // Without -v only failures are printed, and nothing starts.
            if outcome == .failed, current.order.isEmpty { return current.results.append((name, outcome)) }
            return findings.doubt("a result of '\(Findings.short(name))' stands there, which had not started")
        }
    }

    private mutating func log(_ line: Line) {
        guard line.starts(with: "    "), !current.started.isEmpty else { return }
        current.output[lastRun] = line.trimmed.text
    }

    /// "ok  \tpackage\t0.003s", "FAIL\tpackage\t0.003s", "FAIL\tpackage [build failed]".
    private mutating func end(_ line: Line) {
        var line = line
        findings.isRecognised = true
        let hasFailed = line.take("FAIL\t")
        if !hasFailed { _ = line.take("ok  \t") }
        var name = line
        if let head = line.take(to: "\t") { name = head }
        if name.dropLast("]"), let why = name.takeLast(from: " [") {
            findings.add(name.text, .failed, why.text, isTest: false)
            return
        }
        if !line.contains("[no tests to run]") { hasTests = true }
        close(current, named: name.text, hasFailed: hasFailed)
        current = Package()
    }

    private mutating func close(_ package: Package, named name: String?, hasFailed: Bool) {
        let prefix = name.map { "\($0)." } ?? ""
        for result in package.results {
            let message = result.outcome == .passed ? nil : package.output[result.name]
            findings.add(prefix + result.name, result.outcome, message)
        }
        var isExplained = package.results.contains { $0.outcome == .failed }
        for test in package.order where package.started.contains(test) {
            findings.add(prefix + test, .failed, package.panic ?? "did not finish")
            isExplained = true
        }
        if hasFailed, !isExplained, let name {
            findings.add(name, .failed, package.panic ?? "the package failed", isTest: false)
        }
    }

    // Events.

    private mutating func read(_ event: GoEvent) {
        findings.isRecognised = true
        let name = event.package
        if packages[name] == nil {
            packages[name] = Package()
            names.append(name)
        }
        guard let test = event.test else { return endPackage(event) }
        let outcomes: [String: TestOutcome] = ["pass": .passed, "fail": .failed, "skip": .skipped]
        if event.action == "run" {
            guard let count = packages[name]?.order.count, count <= Findings.mostCases else { return }
            packages[name]?.order.append(test)
            packages[name]?.started.insert(test)
        } else if event.action == "output" {
            packages[name]?.output[test] = event.output
        } else if let outcome = outcomes[event.action] {
            guard packages[name]?.started.remove(test) != nil else {
                return findings.doubt("a result of '\(Findings.short(test))' stands there, which had not started")
            }
            packages[name]?.results.append((test, outcome))
        }
    }

    private mutating func endPackage(_ event: GoEvent) {
        guard ["pass", "fail", "skip"].contains(event.action) else { return }
        guard let package = packages.removeValue(forKey: event.package) else { return }
        close(package, named: event.package, hasFailed: event.action == "fail")
    }
}

/// A line of `go test -json`; output only where it can be a message.
struct GoEvent {
    let action: String
    let package: String
    let test: String?
    let output: String?

    init?(_ line: Line) {
        guard line.starts(with: "{\""), line.ends(with: "}"), line.contains("\"Action\":") else { return nil }
        let isOutput = line.contains("\"Action\":\"output\"")
        // Most of a long run is output, and only log lines of a test say why it failed.
        if isOutput, !line.contains("\"Output\":\"    ") || line.contains("\"Output\":\"    --- ") { return nil }
        guard let json = try? JSON.parse(Bytes(line.bytes), .loneSurrogates), let action = json["Action"]?.string,
            let package = json["Package"]?.string
        else { return nil }
        self.action = action
        self.package = package
        test = json["Test"]?.string
        output = isOutput ? Line(json["Output"]?.string ?? "").firstText : nil
    }
}

extension Line {
    /// The first line of a text, without blanks around it.
    fileprivate var firstText: String {
        Line(bytes.prefix { $0 != 0x0A }).trimmed.text
    }
}
