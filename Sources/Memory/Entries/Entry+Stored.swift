import HarnessKit

extension Entry {
    /// An entry as the index keeps it; nil where a value is not what the index writes.
    ///
    /// A question reads many: the table of fields would cost as much as all the rest of it.
    init?(stored json: JSON) {
        guard case .object(let object) = json else { return nil }
        var isWhole = true
        func text(_ value: JSON) -> String {
            guard case .string(let text) = value else {
                isWhole = false
                return ""
            }
            return text
        }
        func texts(_ value: JSON) -> [String] {
            guard case .array(let items) = value else {
                isWhole = false
                return []
            }
            return items.map(text)
        }
        func number(_ value: JSON) -> Int {
            guard case .integer(let number) = value else {
                isWhole = false
                return 0
            }
            return number
        }
        var type: EntryType?
        for member in object.members {
            let value = member.value
            switch member.name {
            case "id": id = text(value)
            case "type": type = EntryType(rawValue: text(value))
            case "task": task = text(value)
            case "task_id": taskID = text(value)
            case "session": session = text(value)
            case "outcome":
                outcome = Outcome(rawValue: text(value))
                if outcome == nil { isWhole = false }
            case "abandoned": isAbandoned = value == true
            case "at": milliseconds = number(value)
            case "lessons": lessons = texts(value)
            case "details": details = texts(value)
            case "files": files = texts(value)
            case "when": trigger = text(value)
            case "aliases": aliases = texts(value)
            case "supersedes": supersedes = text(value)
            case "verify": verify = text(value)
            case "expires": expires = number(value)
            case "commit": commit = text(value)
            case "author": author = text(value)
            case "success_rate": successRate = text(value)
            case "steps": steps = texts(value)
            case "last_used": lastUsed = text(value)
            case "validation": validation = text(value)
            case "source": source = text(value)
            default: break
            }
        }
        guard isWhole, let type, !id.isEmpty else { return nil }
        self.type = type
    }
}
