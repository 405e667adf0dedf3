import HarnessKit

/// A failure that is one plain object, read without making a value of it: what nearly every line of a log is.
///
/// Whatever is not plain (escapes, fractions, letters beyond ASCII, nested values but `context`, mistakes) is left to
/// the parser, which decides alone; both must come to the same.
struct FlatRecord {
    /// A value as it stands in the text.
    private enum Slot {
        case none
        case text(Range<Int>)
        case number(Int)
        case other
    }

    /// Names that mean something, those of one fact in the order in which they count.
    private enum Name: Int, CaseIterable {
        case timestamp, time, failure_type, type, error_message, message, error, details, file_path, file
        case line_number, line, rule_id, rule, attempted_fix, resolution, outcome, context, task_id
        case contextTask, contextTaskAlias, contextPhase
    }

    private static let names: [[(name: Bytes, value: Name)]] = {
        var rows: [[(name: Bytes, value: Name)]] = Array(repeating: [], count: 16)
        for name in Name.allCases where name.rawValue <= Name.task_id.rawValue {
            let word = Bytes("\(name)".utf8)
            rows[word.count].append((word, name))
        }
        return rows
    }()
    private static let contextNames: [[(name: Bytes, value: Name)]] = {
        var rows: [[(name: Bytes, value: Name)]] = Array(repeating: [], count: 16)
        let all = [("task_id", Name.contextTask), ("task", .contextTaskAlias), ("phase", .contextPhase)]
        for (word, name) in all { rows[word.utf8.count].append((Bytes(word.utf8), name)) }
        return rows
    }()

    private var slots: [Slot] = Array(repeating: .none, count: Name.allCases.count)
    private var days: [Int: Double] = [:]
    private var kinds: [String: Incident.Kind] = [:]
}

extension FlatRecord {
    /// The failure; nil where the parser has to look.
    mutating func incident(_ bytes: UnsafeBufferPointer<UInt8>) -> Incident? {
        for index in slots.indices { slots[index] = .none }
        var index = 0
        Self.skipSpace(bytes, &index)
        guard object(bytes, &index, Self.names) else { return nil }
        Self.skipSpace(bytes, &index)
        guard index == bytes.count else { return nil }
        var incident = Incident()
        let message =
            text(bytes, .error_message) ?? text(bytes, .message) ?? text(bytes, .error) ?? text(bytes, .details)
        guard let type = text(bytes, .failure_type) ?? text(bytes, .type) ?? (message == nil ? nil : "unknown") else {
            return nil
        }
        incident.type = type
        incident.kind = kind(of: type)
        incident.message = message ?? type
        guard let at = date(bytes) else { return nil }
        incident.at = at
        incident.file = text(bytes, .file_path) ?? text(bytes, .file)
        incident.line = number(bytes, .line_number) ?? number(bytes, .line)
        incident.rule = text(bytes, .rule_id) ?? text(bytes, .rule)
        incident.attemptedFix = text(bytes, .attempted_fix) ?? text(bytes, .resolution)
        incident.outcome = text(bytes, .outcome)
        incident.task = text(bytes, .contextTask) ?? text(bytes, .contextTaskAlias) ?? text(bytes, .task_id)
        incident.phase = number(bytes, .contextPhase)
        IncidentReading.locate(&incident)
        return incident
    }

    // The facts.

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ name: Name) -> String? {
        guard case .text(let range) = slots[name.rawValue], !range.isEmpty else { return nil }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    private func number(_ bytes: UnsafeBufferPointer<UInt8>, _ name: Name) -> Int? {
        if case .number(let number) = slots[name.rawValue] { return number }
        return text(bytes, name).flatMap { Int($0) }
    }

    private mutating func kind(of type: String) -> Incident.Kind {
        if let known = kinds[type] { return known }
        let kind = IncidentReading.kind(of: type)
        if kinds.count < 1000 { kinds[type] = kind }
        return kind
    }

    /// No time is an answer too; nil where the parser has to look.
    private mutating func date(_ bytes: UnsafeBufferPointer<UInt8>) -> Date?? {
        for name in [Name.timestamp, .time] {
            switch slots[name.rawValue] {
            case .none: continue
            case .text(let range) where range.isEmpty: continue
            case .text(let range):
                let part = UnsafeBufferPointer(rebasing: bytes[range])
                if let date = moment(part) { return .some(date) }
                return Date(iso8601: String(decoding: part, as: UTF8.self)).map { .some($0) }
            case .number, .other: return nil
            }
        }
        return .some(nil)
    }

    /// "2026-11-20T18:40:12Z", each day looked up once.
    private mutating func moment(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        guard text.count == 20, text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"), text[19] == UInt8(ascii: "Z")
        else { return nil }
        func two(_ place: Int) -> Int {
            let (high, low) = (Int(text[place]) - 48, Int(text[place + 1]) - 48)
            return (0...9).contains(high) && (0...9).contains(low) ? high * 10 + low : 1000
        }
        let (hour, minute, second) = (two(11), two(14), two(17))
        guard hour < 24, minute < 60, second < 61 else { return nil }
        guard let start = day(UnsafeBufferPointer(rebasing: text[..<10])) else { return nil }
        return Date(timeIntervalSince1970: start + Double(hour * 3600 + minute * 60 + second))
    }

    private mutating func day(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return nil }
        var key = 0
        for place in 0..<10 where place != 4 && place != 7 {
            let digit = Int(text[place]) - 48
            guard (0...9).contains(digit) else { return nil }
            key = key * 10 + digit
        }
        if let known = days[key] { return known }
        guard let date = Date(iso8601: String(decoding: text, as: UTF8.self) + "T00:00:00Z") else { return nil }
        days[key] = date.timeIntervalSince1970
        return date.timeIntervalSince1970
    }

    // The text.

    private mutating func object(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ names: [[(name: Bytes, value: Name)]]
    ) -> Bool {
        guard Self.take(UInt8(ascii: "{"), bytes, &index) else { return false }
        Self.skipSpace(bytes, &index)
        if Self.take(UInt8(ascii: "}"), bytes, &index) { return true }
        while true {
            Self.skipSpace(bytes, &index)
            guard let key = Self.string(bytes, &index) else { return false }
            Self.skipSpace(bytes, &index)
            guard Self.take(UInt8(ascii: ":"), bytes, &index) else { return false }
            Self.skipSpace(bytes, &index)
            let name = key.count < names.count ? Self.name(bytes, key, names[key.count]) : nil
            guard index < bytes.count else { return false }
            if bytes[index] == UInt8(ascii: "{") {
                guard name == .context else { return false }
                for slot in [Name.contextTask, .contextTaskAlias, .contextPhase] { slots[slot.rawValue] = .none }
                guard object(bytes, &index, Self.contextNames) else { return false }
            } else {
                guard let value = Self.scalar(bytes, &index) else { return false }
                // Which of two contexts counts is the parser's to say.
                guard name != .context else { return false }
                if let name { slots[name.rawValue] = value }
            }
            Self.skipSpace(bytes, &index)
            if Self.take(UInt8(ascii: "}"), bytes, &index) { return true }
            guard Self.take(UInt8(ascii: ","), bytes, &index) else { return false }
        }
    }

    private static func name(
        _ bytes: UnsafeBufferPointer<UInt8>, _ key: Range<Int>, _ row: [(name: Bytes, value: Name)]
    ) -> Name? {
        for (word, name) in row where bytes[key.lowerBound] == word[0] && bytes[key].elementsEqual(word) { return name }
        return nil
    }

    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Slot? {
        if bytes[index] == UInt8(ascii: "\"") { return string(bytes, &index).map(Slot.text) }
        let start = index
        var value = 0
        while index < bytes.count, bytes[index] &- 48 < 10 {
            value = value &* 10 &+ Int(bytes[index] - 48)
            index += 1
        }
        let length = index - start
        guard length > 0, length < 18, length == 1 || bytes[start] != 48, index < bytes.count else { return nil }
        // A fraction or an exponent.
        guard bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: "}") || bytes[index] <= 0x20 else {
            return nil
        }
        return .number(value)
    }

    /// What stands between the quotes; nil where it is not plain.
    private static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Range<Int>? {
        guard take(UInt8(ascii: "\""), bytes, &index) else { return nil }
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return start..<(index - 1)
            }
            guard byte != UInt8(ascii: "\\"), byte >= 0x20, byte < 0x80 else { return nil }
            index += 1
        }
        return nil
    }

    private static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private static func take(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}
