import HarnessKit

/// What must be found after a step; everything that is named must hold.
package struct Expectation: JSONRecord {
    package static let title = "an expectation"
    package static let fields: [Field<Self>] = [
        .optional("status", \.status, "the status of an HTTP answer"),
        .defaulted("headers", \.headers, "header fields of an answer, by name in any case"),
        .optional("json", \.json_, "parts of a JSON answer, of a program's output or of a file, by JSON path"),
        .optional("body", \.body, "the body of an answer as text"),
        .optional("exit", \.exit, "the exit status of a program"),
        .optional("stdout", \.output, "what a program printed; one line end at the end does not count"),
        .optional("stderr", \.errors, "what it printed on standard error"),
        .optional("file", \.file, "what a file is like"),
        .optional("rows", \.rows, "the rows of a database, each an object of its columns"),
        .defaulted("counts", \.counts, "of a test suite: passed, failed, skipped, total"),
        .defaulted("passed", \.passed, "names of tests that must have passed"),
        .optional("not", \.not, "what must not hold as a whole"),
    ]

    package var status: Matcher?
    package var headers: [String: Matcher] = [:]
    package var json_: PathMatchers?
    package var body: Matcher?
    package var exit: Matcher?
    package var output: Matcher?
    package var errors: Matcher?
    package var file: FileExpectation?
    package var rows: Matcher?
    package var counts: [String: Matcher] = [:]
    package var passed: [String] = []
    private var negated: [Expectation] = []

    package init() {}

    package var not: Expectation? {
        get { negated.first }
        set { negated = newValue.map { [$0] } ?? [] }
    }

    /// Whether nothing at all is expected.
    var isEmpty: Bool { json == [:] || json == Expectation().json }
}

/// Matchers by JSON path.
package struct PathMatchers: JSONConvertible {
    let items: [(path: JSONPathQuery, matcher: Matcher)]

    package init(json: JSON) throws {
        guard case .object(let object) = json else {
            throw JSONMismatches(
                "must be an object of JSON paths, not \(json.summary)",
                hint: "write {\"$.name\": …}, or {\"$\": …} for all")
        }
        var mismatches: [JSONMismatch] = []
        items = object.members.compactMap { member in
            do {
                return (try Self.path(member.name), try Matcher(json: member.value))
            } catch let error as JSONMismatches {
                mismatches += error.mismatches.map { mismatch in
                    let place = JSON.Path([.key(member.name)] + mismatch.path.steps)
                    return JSONMismatch(mismatch.message, hint: mismatch.hint, at: place)
                }
            } catch {
                let failure = Failure(translating: error)
                mismatches.append(
                    JSONMismatch(failure.message, hint: failure.hint, at: .init([.key(member.name)])))
            }
            return nil
        }
        guard mismatches.isEmpty else { throw JSONMismatches(mismatches) }
    }

    package var json: JSON { .object(.init(items.map { .init($0.path.description, $0.matcher.json) })) }
    package static var schema: JSONSchema { .map(Matcher.schema) }

    private static func path(_ text: String) throws -> JSONPathQuery {
        guard text.hasPrefix("$") else {
            throw JSONMismatches(
                "'\(text)' is no JSON path: it begins with '$'", hint: "write \"$.\(text)\"")
        }
        return try JSONPathQuery(literal: text)
    }
}

extension JSONPathQuery {
    /// A path as it stands: nothing is filled in within one.
    init(literal text: String) throws {
        if let name = Template(text).names.first {
            throw JSONMismatches(
                "'{{\(name)}}' within a JSON path is not filled in",
                hint: "select the place by names and numbers, and compare what lies there: {\"eq\": \"{{\(name)}}\"}")
        }
        try self.init(text)
    }
}

/// What a file is like.
package struct FileExpectation: JSONRecord {
    package static let title = "a file expectation"
    package static let fields: [Field<Self>] = [
        .optional("exists", \.exists, "whether it is there"), .optional("text", \.text, "what stands in it"),
        .optional("json", \.json_, "parts of it, by JSON path"), .optional("sha256", \.digest, "of its bytes"),
        .optional("size", \.size, "in bytes"),
    ]

    package var exists: Bool?
    package var text: Matcher?
    package var json_: PathMatchers?
    package var digest: Matcher?
    package var size: Matcher?

    package init() {}
}

/// Where a value to keep comes from.
package struct CaptureSource: JSONConvertible, Equatable {
    enum Origin: Equatable {
        case path(JSONPathQuery)
        case header(String)
        case cookie(String)
        case pattern(Pattern)
        case output
        case body
    }

    let origin: Origin
    private let written: JSON

    package init(json: JSON) throws {
        written = json
        do {
            origin = try Self.origin(json)
        } catch let failure as Failure {
            throw JSONMismatches(failure.message, hint: failure.hint)
        }
    }

    package var json: JSON { written }

    package static var schema: JSONSchema {
        .plain([
            "description":
                "a JSON path, or {\"header\": NAME}, {\"cookie\": NAME}, {\"regex\": PATTERN}, \"stdout\", \"body\""
        ])
    }

    private static let help =
        "write a JSON path, \"stdout\", \"body\", {\"header\": NAME}, {\"cookie\": NAME} or {\"regex\": PATTERN}"

    private static func origin(_ json: JSON) throws -> Origin {
        switch json {
        case "stdout": return .output
        case "body": return .body
        case .string(let text) where text.hasPrefix("$"): return .path(try JSONPathQuery(literal: text))
        case .object(let object) where object.members.count == 1:
            let member = object.members[0]
            guard let text = member.value.string, !text.isEmpty else { break }
            switch member.name {
            case "header": return .header(text)
            case "cookie": return .cookie(text)
            case "regex":
                if let name = Template(text).names.first {
                    throw JSONMismatches(
                        "'{{\(name)}}' within a pattern to capture is not filled in",
                        hint: "write what stands around it")
                }
                return .pattern(try Pattern(text))
            default: break
            }
        default: break
        }
        throw JSONMismatches("is nothing that can be captured: \(json.text(.compact).prefix(60))", hint: help)
    }
}
