import HarnessKit

/// What a value must be: one or several comparisons, all of which must hold.
///
/// Written as an object of operators, or as a plain value, which then stands for `eq`.
package struct Matcher: JSONConvertible, Equatable {
    struct Comparison: Equatable {
        let test: Operator
        let operand: JSON
    }

    let comparisons: [Comparison]
    private let written: JSON

    package init(json: JSON) throws {
        written = json
        guard case .object(let object) = json else {
            comparisons = [Comparison(test: .eq, operand: json)]
            return
        }
        guard !object.members.isEmpty else {
            throw JSONMismatches(
                "compares nothing", hint: "use one of: \(Operator.names); an empty object is {\"eq\": {}}")
        }
        var mismatches: [JSONMismatch] = []
        var comparisons: [Comparison] = []
        for member in object.members {
            do {
                comparisons.append(try Self.comparison(member))
            } catch let error as JSONMismatches {
                mismatches += error.mismatches
            }
        }
        guard mismatches.isEmpty else { throw JSONMismatches(mismatches) }
        self.comparisons = comparisons
    }

    /// What stands after `count`: a whole number, or a comparison of one.
    init(count operand: JSON) throws {
        try self.init(json: operand)
        let counting: [Operator] = [.eq, .ne, .gt, .gte, .lt, .lte, .oneOf]
        guard comparisons.allSatisfy({ counting.contains($0.test) && Self.isCount($0.operand) }) else {
            throw JSONMismatches("must be a whole number or a comparison of one")
        }
    }

    package var json: JSON { written }

    package static var schema: JSONSchema {
        .plain([
            "description": .string("a value, or an object of operators: \(Operator.names)")
        ])
    }

    private static func vacuous(_ message: String) -> JSONMismatches {
        var mismatch = JSONMismatch(message, hint: "say what must be there")
        mismatch.code = "E_VACUOUS"
        return JSONMismatches([mismatch])
    }

    private static func comparison(_ member: JSON.Member) throws -> Comparison {
        let place = JSON.Path([.key(member.name)])
        guard let test = Operator(rawValue: member.name) else {
            let guess = Suggestion.nearest(to: member.name, among: Operator.allCases.map(\.rawValue))
            throw JSONMismatches([
                JSONMismatch(
                    "unknown operator '\(member.name)'",
                    hint: guess.map { "did you mean '\($0)'?" }
                        ?? "use one of: \(Operator.names); an object as such is {\"eq\": …}", at: place)
            ])
        }
        if let objection = test.objection(to: member.value) {
            throw JSONMismatches([JSONMismatch("'\(member.name)' \(objection), not \(member.value.summary)", at: place)]
            )
        }
        do {
            if test == .not { _ = try Matcher(json: member.value) }
            if test == .matches, let text = member.value.string, Template(text).names.isEmpty {
                let pattern = try Pattern(text)
                guard pattern.firstMatch(in: []) == nil || text.contains("$") || text.contains("^") else {
                    throw Self.vacuous("the pattern '\(text)' matches anything, even nothing")
                }
            }
            if test == .contains, member.value == "" {
                throw Self.vacuous("'contains' with an empty text holds for anything")
            }
        } catch let error as JSONMismatches {
            throw JSONMismatches(
                error.mismatches.map { mismatch in
                    var mismatch = mismatch
                    mismatch.path = place
                    return mismatch
                })
        } catch let error as Failure {
            throw JSONMismatches([JSONMismatch(error.message, hint: error.hint, at: place)])
        }
        return Comparison(test: test, operand: member.value)
    }

    private static func isCount(_ json: JSON) -> Bool {
        if let items = json.items { return items.allSatisfy { ($0.integer ?? -1) >= 0 } }
        return (json.integer ?? -1) >= 0
    }
}

extension Operator {
    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}
