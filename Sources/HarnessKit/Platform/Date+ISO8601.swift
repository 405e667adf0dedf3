import CHarness

/// Moments as text: UTC, without a calendar library and the tables it would load.
extension Date {
    /// "2026-11-20T18:40:12Z".
    package var iso8601: String { Self.text(length: Self.length, writeISO8601) }

    /// Adds what `iso8601` says, without a string.
    package func appendISO8601(to bytes: inout Bytes) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.length) { buffer in
            var digits = DigitWriter(buffer: buffer)
            writeISO8601(&digits)
            bytes.append(contentsOf: buffer[..<digits.count])
        }
    }

    private static let length = 20

    private func writeISO8601(_ digits: inout DigitWriter) {
        let (year, month, day, second) = civil
        digits.put(year, 4)
        digits.put("-", month)
        digits.put("-", day)
        digits.put("T", second / 3600)
        digits.put(":", second / 60 % 60)
        digits.put(":", second % 60)
        digits.put("Z")
    }

    /// "20261120-184012", as it stands in names of files and tasks.
    package var compact: String {
        let (year, month, day, second) = civil
        return Self.text(length: 15) { digits in
            digits.put(year, 4)
            digits.put(month, 2)
            digits.put(day, 2)
            digits.put("-", second / 3600)
            digits.put(second / 60 % 60, 2)
            digits.put(second % 60, 2)
        }
    }

    /// "2026-11-20".
    package var day: String { String(iso8601.prefix(10)) }

    package var milliseconds: Int { Int((timeIntervalSince1970 * 1000).rounded()) }

    package init(milliseconds: Int) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// Reads a date or a time in ISO 8601; one without a zone is in the user's.
    package init?(iso8601 text: String) {
        let bytes = Bytes(text.utf8)
        var rest = bytes[...]
        guard let year = Self.number(&rest, 4), Self.take(&rest, "-"), let month = Self.number(&rest, 2),
            Self.take(&rest, "-"), let day = Self.number(&rest, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds = Self.days(year, month, day) * 86_400
        var fraction = 0.0
        if !rest.isEmpty {
            guard Self.take(&rest, "T") || Self.take(&rest, " "), let hour = Self.number(&rest, 2),
                Self.take(&rest, ":"),
                let minute = Self.number(&rest, 2), hour < 24, minute < 60
            else { return nil }
            seconds += hour * 3600 + minute * 60
            if Self.take(&rest, ":") {
                guard let second = Self.number(&rest, 2), second < 61 else { return nil }
                seconds += second
                if Self.take(&rest, ".") || Self.take(&rest, ",") {
                    let digits = rest.prefix(while: ASCII.isDigit)
                    guard !digits.isEmpty else { return nil }
                    fraction = Double("0.\(String(decoding: digits, as: UTF8.self))") ?? 0
                    rest = rest.dropFirst(digits.count)
                }
            }
        }
        guard let offset = Self.offset(&rest, at: seconds) else { return nil }
        self.init(timeIntervalSince1970: Double(seconds - offset) + fraction)
    }

    /// Seconds east of UTC: "Z", "+02:00", "-0330", or the user's zone where nothing is said.
    private static func offset(_ rest: inout ArraySlice<UInt8>, at seconds: Int) -> Int? {
        if rest.isEmpty { return Int(harness_zone_offset(Int64(seconds))) }
        if take(&rest, "Z") || take(&rest, "z") { return rest.isEmpty ? 0 : nil }
        let sign = take(&rest, "+") ? 1 : take(&rest, "-") ? -1 : 0
        guard sign != 0, let hours = number(&rest, 2) else { return nil }
        _ = take(&rest, ":")
        let minutes = rest.isEmpty ? 0 : number(&rest, 2)
        guard let minutes, rest.isEmpty, hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(ASCII.isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Days since 1970-01-01 in the Gregorian calendar; years are counted from March, so that leap days come last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int, second: Int) {
        let seconds = Int(timeIntervalSince1970.rounded(.down))
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let days = (seconds - second) / 86_400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1, second)
    }

    /// A list of tasks holds thousands of these: they are written without a string for each number.
    private static func text(length: Int, _ body: (inout DigitWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: length) { buffer in
            var digits = DigitWriter(buffer: buffer)
            body(&digits)
            return digits.count
        }
    }
}

/// Writes numbers of a known width into a buffer; what does not fit is left out.
private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    mutating func put(_ mark: Unicode.Scalar) {
        guard count < buffer.count else { return }
        buffer[count] = UInt8(ascii: mark)
        count += 1
    }

    mutating func put(_ mark: Unicode.Scalar, _ number: Int) {
        put(mark)
        guard count + 2 <= buffer.count else { return }
        let number = UInt(bitPattern: number)
        buffer[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10)
        buffer[count + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
        count += 2
    }

    mutating func put(_ number: Int, _ width: Int) {
        guard count + width <= buffer.count else { return }
        var rest = abs(number)
        for place in stride(from: count + width - 1, through: count, by: -1) {
            buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        count += width
    }
}
