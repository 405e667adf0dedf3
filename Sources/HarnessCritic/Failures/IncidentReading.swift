import HarnessKit

/// A failure as other tools write it: each fact under any of its names.
enum IncidentReading {
    private static let moment = ["timestamp", "time"]
    private static let type = ["failure_type", "type"]
    private static let message = ["error_message", "message", "error", "details"]
    private static let file = ["file_path", "file"]
    private static let line = ["line_number", "line"]
    private static let rule = ["rule_id", "rule"]
    private static let fix = ["attempted_fix", "resolution"]
    private static let task = ["task_id", "task"]

    /// Fails with what is wrong, without saying where.
    static func incident(_ json: JSON) throws -> Incident {
        guard case .object(let object) = json else { throw JSONMismatches("a failure is an object, not \(json.kind)") }
        var incident = Incident()
        let message = text(object, message)
        guard let found = text(object, type) ?? (message == nil ? nil : "unknown") else {
            throw JSONMismatches("a failure says 'error_message' or 'failure_type'; this one has neither")
        }
        incident.type = found
        incident.kind = kind(of: found)
        incident.message = message ?? found
        incident.at = try date(object)
        incident.file = text(object, file)
        incident.line = number(object, line)
        incident.rule = text(object, rule)
        incident.attemptedFix = text(object, fix)
        incident.outcome = text(object, ["outcome"])
        if case .object(let context)? = object["context"] {
            incident.task = text(context, task)
            incident.phase = number(context, ["phase"])
        }
        if incident.task == nil { incident.task = text(object, ["task_id"]) }
        locate(&incident)
        return incident
    }

    /// What a message begins with tells where, if nothing else does.
    static func locate(_ incident: inout Incident) {
        guard incident.file == nil, let place = MessagePlace(in: incident.message) else { return }
        incident.file = place.file
        incident.line = incident.line ?? place.line
    }

    private static let kinds: [String: Incident.Kind] = [
        "lint": .lint, "format": .lint, "build": .build, "compile": .build, "test": .test, "verify": .verify,
        "runtime": .verify, "validation": .validation, "refusal": .refusal, "gate": .refusal, "attempt": .attempt,
        "block": .block, "reopen": .reopen, "restore": .restore, "retry": .retry,
    ]

    static func kind(of type: String) -> Incident.Kind {
        let name = type.hasSuffix("_failure") ? String(type.dropLast("_failure".count)) : type
        return kinds[name] ?? kinds[name.lowercased()] ?? .other
    }

    static func text(_ object: JSON.Object, _ names: [String]) -> String? {
        for name in names {
            if case .string(let text)? = object[name], !text.isEmpty { return text }
        }
        return nil
    }

    private static func number(_ object: JSON.Object, _ names: [String]) -> Int? {
        for name in names {
            if let value = object[name], let number = value.integer ?? value.string.flatMap({ Int($0) }) {
                return number
            }
        }
        return nil
    }

    static func date(_ object: JSON.Object) throws -> Date? {
        for name in moment {
            switch object[name] {
            case nil, .null?, .string("")?: continue
            case .string(let text)?:
                guard let date = Date(iso8601: text) else { throw JSONMismatches("'\(text)' is no time") }
                return date
            case let value?:
                guard let number = try? Double(json: value), number.isFinite, (0..<1e14).contains(number) else {
                    throw JSONMismatches("'\(name)' is no time")
                }
                // Seconds until the year 5138, milliseconds above.
                return Date(timeIntervalSince1970: number < 1e11 ? number : number / 1000)
            }
        }
        return nil
    }
}
