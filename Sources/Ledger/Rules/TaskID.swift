import HarnessKit

/// A task's name for the machine, which is also that of its folder: `<slug>-<date>-<time>-<random>`.
package struct TaskID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Fails where the text cannot be the name of a folder of ours: letters, digits, `_` and `-` only.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 200, text.first != "-",
            text.unicodeScalars.allSatisfy({ Self.isWordScalar($0) || $0 == "-" || $0 == "_" })
        else { return nil }
        self.text = text
    }

    /// A new id for a task of that name.
    package init(for name: String, at moment: Date, random: Bytes) {
        let digits = random.prefix(4).map { Self.alphabet[Int($0) % Self.alphabet.count] }
        text = "\(Self.slug(of: name))-\(moment.compact)-\(String(digits))"
    }

    package var description: String { text }

    /// When the task began, to the second; nil where the id does not say it.
    package var moment: Date? {
        let parts = text.split(separator: "-")
        guard parts.count >= 4, case let (day, time) = (parts[parts.count - 3], parts[parts.count - 2]),
            day.utf8.count == 8, time.utf8.count == 6, (day + time).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        func digits(_ text: Substring, _ start: Int, _ count: Int = 2) -> Substring {
            text.dropFirst(start).prefix(count)
        }
        return Date(
            iso8601: "\(digits(day, 0, 4))-\(digits(day, 4))-\(digits(day, 6))T"
                + "\(digits(time, 0)):\(digits(time, 2)):\(digits(time, 4))Z")
    }

    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")

    /// The name's letters and digits, of any script, in lower case; "task" where nothing is left.
    package static func slug(of name: String) -> String {
        let words = name.lowercased().split { !$0.unicodeScalars.allSatisfy(isWordScalar) }
        var slug = ""
        for character in words.joined(separator: "-") {
            guard slug.count < 40, slug.utf8.count + character.utf8.count <= 120 else { break }
            slug.append(character)
        }
        while slug.last == "-" { slug.removeLast() }
        return slug.isEmpty ? "task" : slug
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        // Asking Unicode costs more than all the rest of a long list.
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}

extension TaskID: SQLConvertible {
    package var sql: SQLValue { .text(text) }

    package init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(text)
    }
}

extension TaskID: ArgumentValue {
    package static var expectation: String { "a task's id" }

    package init?(word: Word) {
        guard let text = String(word: word) else { return nil }
        self.init(text)
    }
}

extension Parameter {
    /// The row that every command about one task has.
    package static func taskID(to path: any WritableKeyPath<Root, TaskID?> & Sendable) -> Parameter {
        .option("--task-id", value: "ID", to: path, "which task; needed only where several are in progress")
    }
}
