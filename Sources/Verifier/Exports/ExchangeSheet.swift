import HarnessKit

/// An exchange as people read it: a message each way, JSON in its indented form.
struct ExchangeSheet {
    let request: String
    let response: String

    init(step: StepReport) {
        switch step.kind {
        case "http":
            request = Self.message(
                "\(Self.text(step.request["method"])) \(Self.text(step.request["path"]))", step.request)
            let status = [step.response["status"], step.response["reason"]].compactMap { $0.map(Self.text) }
            response = Self.message(status.joined(separator: " "), step.response)
        case "exec", "tests":
            request = Self.call(step.request)
            response = Self.outcome(step.response)
        case "sqlite":
            request = Self.query(step.request)
            response = Self.rows(step.response)
        default:
            request = Self.plain(step.request)
            response = Self.plain(step.response)
        }
    }

    /// A first line, headers, an empty line, the body.
    private static func message(_ line: String, _ message: JSON) -> String {
        var lines = line.isEmpty ? [] : [line]
        if case .object(let headers)? = message["headers"] {
            for header in headers.members.sorted(by: { $0.name.precedes($1.name) }) {
                for value in header.value.items ?? [header.value] { lines.append("\(header.name): \(text(value))") }
            }
        }
        if let error = message["error"] { lines.append(text(error)) }
        if let body = body(of: message) { lines += ["", body] }
        return lines.joined(separator: "\n")
    }

    private static func body(of message: JSON) -> String? {
        if let body = message["body"] { return body.string ?? body.text(.indented) }
        guard let digits = message["body_hex"]?.string else { return nil }
        return "[\(message["length"].map(text) ?? "some") bytes that are no text; in hexadecimal:]\n\(digits)"
    }

    private static func call(_ request: JSON) -> String {
        var lines = ["$ " + (request["argv"]?.items ?? []).map { quoted(text($0)) }.joined(separator: " ")]
        if let folder = request["cwd"] { lines.append("in \(text(folder))") }
        if let reports = request["reports"] { lines.append("reports: \(reports.text(.compact))") }
        if let input = request["stdin"] { lines += ["", text(input)] }
        return lines.joined(separator: "\n")
    }

    /// The exit, then what was printed, then whatever else is known.
    private static func outcome(_ response: JSON) -> String {
        var lines = [response["error"], response["exit"]].compactMap { $0.map(text) }
        for stream in ["stdout", "stderr"] {
            guard let printed = response[stream]?.string, !printed.isEmpty else { continue }
            lines += ["", "\(stream):", printed.trimmedLineEnds]
        }
        return (lines + rest(of: response, without: ["error", "exit", "stdout", "stderr"])).joined(separator: "\n")
    }

    private static func query(_ request: JSON) -> String {
        var lines = [text(request["query"])]
        if let values = request["args"]?.items, !values.isEmpty {
            lines.append("with \(values.map { $0.text(.compact) }.joined(separator: ", "))")
        }
        if let file = request["file"] { lines.append("in \(text(file))") }
        return lines.joined(separator: "\n")
    }

    private static func rows(_ response: JSON) -> String {
        if let error = response["error"] { return text(error) }
        guard let rows = response["rows"]?.items else { return plain(response) }
        let count = response["count"]?.integer ?? rows.count
        var lines = [count == 1 ? "1 row" : "\(count) rows"] + rows.map { $0.text(.compact) }
        if count > rows.count { lines.append("[… \(count - rows.count) more …]") }
        return lines.joined(separator: "\n")
    }

    /// Anything else: a member a line, texts of several lines below their names.
    private static func plain(_ value: JSON) -> String {
        guard case .object = value else { return text(value) }
        let lines = rest(of: value, without: ["body", "body_hex"])
        guard let body = body(of: value) else { return lines.joined(separator: "\n") }
        return (lines + ["", body]).joined(separator: "\n")
    }

    private static func rest(of value: JSON, without names: [String]) -> [String] {
        guard case .object(let object) = value else { return [] }
        return object.members.sorted { $0.name.precedes($1.name) }.compactMap { member in
            guard !names.contains(member.name) else { return nil }
            let content = member.value.string ?? member.value.text(.indented)
            return content.contains("\n") ? "\(member.name):\n\(content)" : "\(member.name): \(content)"
        }
    }

    private static func text(_ value: JSON?) -> String { value.map { $0.string ?? $0.text(.compact) } ?? "" }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy {
            ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "/._-+=:,@%".utf8.contains($0)
        }
        guard !isPlain || word.isEmpty else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
