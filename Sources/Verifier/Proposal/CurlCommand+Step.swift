import HarnessKit

/// A step of the scenario to be, and what a person has to know of it.
struct StepDraft {
    let id: String
    /// "http", "exec" or "tests".
    let kind: String
    let action: JSON
    let expect: Draft
    /// Lines above it.
    var comments: [String] = []
    /// Names whose value somebody has to fill in.
    var unknowns: [String] = []

    var draft: Draft {
        .object([.field("id", .value(.string(id))), .field(kind, .value(action)), .field("expect", expect)])
    }
}

extension CurlCommand {
    /// The request as an `http` step, with what can be expected of it without knowing the application.
    var step: StepDraft {
        let content = content
        let action = JSON.members([
            "method": method == "GET" ? nil : .string(method ?? "GET"), "path": .string(path),
            "headers": content.headers.isEmpty ? nil : .object(.init(content.headers)),
            content.body?.name ?? "body": content.body?.value,
            "timeout_s": timeout.flatMap { $0 > 0 && $0 <= 86_400 ? .number($0) : nil },
        ])
        let status = method == "POST" ? 201 : 200
        var expect: [Draft.Member] = [.field("status", .value(.integer(status)))]
        if method != "HEAD" {
            expect.append(
                .comment("and a value of the answer; with {{name}} in place of what is sent, it is new in every run:"))
            expect.append(.leftOut("json", ["$.id": ["exists": true]]))
            if let echoed { expect[expect.count - 1] = .leftOut("json", echoed) }
        }
        let text = action.text(.compact)
        return StepDraft(
            id: "request", kind: "http", action: action, expect: .object(expect),
            unknowns: variables.filter { text.contains("{{\($0)}}") })
    }

    /// That the first plain value which was sent comes back.
    private var echoed: JSON? {
        guard case .object(let object)? = content.body?.value, content.body?.name == "json" else { return nil }
        let plain = object.members.first { member in
            switch member.value {
            case .string, .integer, .bool: true
            default: false
            }
        }
        return plain.map { .object(.init([.init(JSON.Path([.key($0.name)]).description, ["eq": $0.value])])) }
    }

    private var content: (headers: [JSON.Member], body: JSON.Member?) {
        var fields = JSON.Object()
        for header in self.headers {
            let known = fields.members.first { $0.name.lowercased() == header.name.lowercased() }
            let joint = header.name.lowercased() == "cookie" ? "; " : ", "
            let value = (known?.value.string).map { $0 + joint + header.value } ?? header.value
            fields[known?.name ?? header.name] = .string(value)
        }
        let typed = fields.members.first { $0.name.lowercased() == "content-type" }
        let type = typed?.value.string?.lowercased() ?? ""
        func headers(without type: Bool = false, adding added: JSON.Member? = nil) -> [JSON.Member] {
            fields.members.filter { !type || $0.name.lowercased() != "content-type" } + [added].compactMap(\.self)
        }
        guard parts.isEmpty else {
            let items = parts.map(\.part).map { part in
                JSON.members([
                    "name": .string(part.name), "text": part.text.map(JSON.string), "file": part.file.map(JSON.string),
                    "filename": part.filename.map(JSON.string), "type": part.type.map(JSON.string),
                ])
            }
            return (headers(without: true), JSON.Member("multipart", .array(items)))
        }
        guard !data.isEmpty else { return (headers(), nil) }
        let text = data.joined(separator: isJSON ? "" : "&")
        let looksLikeJSON = isJSON || type.contains("json") || type.isEmpty
        if looksLikeJSON, let json = try? JSON.parse(text, .uniqueKeys),
            isJSON || type.contains("json") || json.isContainer
        {
            let isUsual = type.isEmpty || type.hasPrefix("application/json")
            return (headers(without: isUsual), JSON.Member("json", json))
        }
        let isForm = type.isEmpty && !isJSON || type.hasPrefix("application/x-www-form-urlencoded")
        if isForm, let form = Self.form(text) { return (headers(without: true), JSON.Member("form", form)) }
        let usual = isJSON ? "application/json" : "application/x-www-form-urlencoded"
        return (
            headers(adding: type.isEmpty ? .init("Content-Type", .string(usual)) : nil),
            JSON.Member("body", .string(text))
        )
    }

    /// "a=1&b=2" as fields; nil where one has no name or stands twice.
    private static func form(_ text: String) -> JSON? {
        var fields = JSON.Object()
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let name = decoded(halves[0]), let value = decoded(halves[1]), !name.isEmpty,
                fields[name] == nil
            else { return nil }
            fields[name] = .string(value)
        }
        return fields.members.isEmpty ? nil : .object(fields)
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes = Bytes()
        var rest = Bytes(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension JSON {
    fileprivate var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }
}
