import HarnessKit

/// The Test Anything Protocol, versions 12 to 14, with subtests; also under `prove -v`.
///
/// A program under test that prints "ok 3" forges a result; the plan then does not agree. What prove says of a file
/// itself ("ok", "Dubious") is no test of it.
struct TAPReader: TestReader {
    private struct Result {
        var name: String
        var outcome: TestOutcome
        var message: String?
    }

    private static let deepest = 32

    private(set) var findings = Findings()
    /// Results that wait for their parent's line, by depth; those of depth 0 are given on at once.
    private var waiting: [[Result]] = Array(repeating: [], count: deepest + 1)
    /// How deep results may wait.
    private var deepestWaiting = 0
    private var last: Result?
    private var lastDepth = 0
    private var yamlIndent: Int?
    /// What "# Subtest: name" said last, by depth.
    private var announced: [Int: String] = [:]
    private var file = ""
    /// How many had failed when the file began.
    private var failedBefore = 0
    private var hasTotals = false
    private var planned: Int?
    private var seen = 0
    private var hasVersion = false

    mutating func read(_ line: Line) {
        var line = line
        let indent = line.skipBlanks()
        if let yaml = yamlIndent {
            if indent >= yaml || line.isEmpty {
                if indent == yaml, line == "..." { yamlIndent = nil } else { note(line) }
                return
            }
            yamlIndent = nil
        }
        guard indent < 4 * Self.deepest, let first = line.first else { return }
        switch first {
        case UInt8(ascii: "o"), UInt8(ascii: "n"): if indent % 4 == 0 { result(line, depth: indent / 4) }
        case UInt8(ascii: "1"): if indent == 0 { plan(line) }
        case UInt8(ascii: "-"): if line == "---", indent >= 2, last != nil { yamlIndent = indent }
        case UInt8(ascii: "B"): if indent == 0, line.take("Bail out!") { bail(line.trimmed) }
        case UInt8(ascii: "#"):
            if indent % 4 == 0, line.take("# Subtest: ") { announced[indent / 4] = Self.unescaped(line.trimmed) }
        case UInt8(ascii: "T"): if indent == 0, line.starts(with: "TAP version ") { newDocument() }
        default: break
        }
        if indent == 0, let said = ProveLine(line) { take(said) }
    }

    mutating func finish() {
        flush()
        endDocument()
    }

    // Results.

    private mutating func result(_ line: Line, depth: Int) {
        var line = line
        let isGood = !line.take("not ")
        guard line.take("ok"), line.isEmpty || line.take(" ") else { return }
        // What a file has printed is whole, and now prove says so.
        if isGood, depth == 0, line.isEmpty, !file.isEmpty, planned == seen { return endFile() }
        // "ok  \tpackage" is Go's.
        guard line.first != 0x20, line.first != 0x09 else { return }
        let number = line.number().map(String.init)
        line = line.trimmed
        _ = line.take("- ")
        var result = Result(name: "", outcome: isGood ? .passed : .failed)
        Self.takeDirective(&line, &result)
        let name = Self.unescaped(line.trimmed)
        if last != nil, lastDepth <= depth { flush() }
        result.name = name.isEmpty ? announced[depth] ?? number ?? "unnamed" : name
        guard !isForeign(result.name, depth) else {
            return findings.doubt(
                "a result of '\(Findings.short(result.name))' stands amid the subtests of another test")
        }
        flush()
        announced[depth] = nil
        last = result
        lastDepth = depth
        if depth == 0 { seen += 1 }
    }

    /// Whether the subtests before this line were announced as those of another test.
    private func isForeign(_ name: String, _ depth: Int) -> Bool {
        guard let announced = announced[depth], announced != name else { return false }
        return (last != nil && lastDepth > depth) || waiting[(depth + 1)...].contains { !$0.isEmpty }
    }

    /// Gives on the last result, now that all that is said of it has been read.
    private mutating func flush() {
        guard let result = last else { return }
        last = nil
        var children: [Result] = []
        if deepestWaiting > lastDepth {
            for depth in (lastDepth + 1)...deepestWaiting {
                children += waiting[depth]
                waiting[depth] = []
            }
            deepestWaiting = lastDepth
        }
        var results = children.map { child in
            Result(
                name: Findings.short("\(result.name) > \(child.name)"), outcome: child.outcome, message: child.message)
        }
        let isExplained = children.contains { $0.outcome == .failed }
        if children.isEmpty || (result.outcome == .failed && !isExplained) { results.append(result) }
        guard lastDepth == 0 else {
            // One too many is kept: it is what says so in the end.
            if waiting[lastDepth].count <= Findings.mostCases { waiting[lastDepth] += results }
            deepestWaiting = max(deepestWaiting, lastDepth)
            return
        }
        for one in results {
            let isTest = one.outcome != .failed || !NodeReader.isFile(one.name)
            findings.add(file + one.name, one.outcome, one.message, isTest: isTest)
        }
    }

    /// "# SKIP why", "# TODO why", "# time=4ms" at the end.
    private static func takeDirective(_ line: inout Line, _ result: inout Result) {
        var rest = line
        let isWhole = rest.take("# ")
        guard var directive = isWhole ? rest.takeAll() : rest.takeLast(from: " # ") else { return }
        let word = Line(directive.bytes.prefix(4)).text.lowercased()
        if word == "skip" || word == "todo" {
            directive = Line(directive.bytes.drop { $0 != 0x20 }).trimmed
            result.outcome = .skipped
            result.message = directive.isEmpty || directive == "-" ? nil : directive.text
            if word == "todo" { result.message = "to do" + (result.message.map { ": \($0)" } ?? "") }
        } else if !directive.starts(with: "time=") {
            return
        }
        line = rest
    }

    private static func unescaped(_ line: Line) -> String {
        guard line.contains("\\") else { return line.text }
        var bytes = Bytes()
        var isEscaped = false
        for byte in line.bytes {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped, byte != UInt8(ascii: "#"), byte != UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
            isEscaped = false
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // What stands around them.

    /// A line of the block that explains the last result.
    private mutating func note(_ line: Line) {
        var line = line
        guard last?.outcome == .failed, last?.message == nil else { return }
        guard line.take("error: ") || line.take("message: ") else { return }
        if line.take("'") { _ = line.dropLast("'") } else if line.take("\"") { _ = line.dropLast("\"") }
        if let first = line.first, first != UInt8(ascii: "|") { last?.message = line.text }
    }

    /// "1..7", "1..0 # SKIP why".
    private mutating func plan(_ line: Line) {
        var line = line
        guard line.take("1.."), let number = line.number(), line.isEmpty || line.take(" ") else { return }
        flush()
        if planned != nil { endDocument() }
        planned = number
        guard number == 0, line.trimmed.starts(with: "# ") else { return }
        var nothing = Result(name: "", outcome: .passed)
        var directive = line.trimmed
        Self.takeDirective(&directive, &nothing)
        if nothing.outcome == .skipped { findings.add(file + "all tests", .skipped, nothing.message, isCounted: false) }
    }

    private mutating func newDocument() {
        flush()
        if planned != nil || seen > 0 { endDocument() }
        hasVersion = true
    }

    private mutating func take(_ said: ProveLine) {
        switch said {
        case .file(let name):
            endFile()
            file = name + " > "
            failedBefore = findings.named.failed
            failedBefore = findings.named.failed
        case .skipped(let name, let reason):
            endFile()
            findings.add(name + " > all tests", .skipped, reason.isEmpty ? nil : reason, isCounted: false)
        case .dubious:
            guard !file.isEmpty else { return }
            let name = String(file.dropLast(3))
            endFile()
            // What it printed may all be good: then it ended otherwise.
            guard findings.named.failed == failedBefore else { return }
            findings.add(name, .failed, "prove calls it dubious", isCounted: false, isTest: false)
        case .totals: hasTotals = true
        case .failure:
            guard hasTotals else { return }
            endFile()
            findings.isRecognised = true
            if findings.claim == nil { findings.hidesNames = true }
            guard findings.named.failed == 0 else { return }
            findings.add("prove", .failed, "Result: FAIL", isCounted: false, isTest: false)
        }
    }

    private mutating func endFile() {
        flush()
        if planned != nil || seen > 0 { endDocument() }
        file = ""
    }

    private mutating func endDocument() {
        for depth in waiting.indices where !waiting[depth].isEmpty {
            findings.doubt("subtests stand there without the line of their test")
            for one in waiting[depth] { findings.add(file + one.name, one.outcome, one.message) }
            waiting[depth] = []
        }
        // Any program can print "1..5".
        if let planned, hasVersion || seen > 0 || !file.isEmpty || findings.isRecognised {
            findings.claim(TestClaim(total: planned))
            findings.hasCheckedClaim = true
            if planned != seen {
                let text = "the plan says \(planned) tests, \(seen) are there"
                findings.doubt(text)
                findings.add(file + "the plan", .failed, text, isCounted: false, isTest: false)
            }
        } else if hasVersion, planned == nil {
            findings.isRecognised = true
            findings.doubt("a TAP document has no plan")
        }
        hasVersion = false
        planned = nil
        seen = 0
    }

    private mutating func bail(_ reason: Line) {
        flush()
        findings.isRecognised = true
        findings.add(
            file + "Bail out!", .failed, reason.isEmpty ? nil : reason.text, isCounted: false, isTest: false)
    }
}
