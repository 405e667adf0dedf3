/// One request, whole.
struct Request: Equatable {
    var method: String
    /// As it stood in the request line: path and query, still percent-encoded.
    var target: String
    /// Names in lower case, in the order of arrival.
    var headers: [Header] = []
    var body: [UInt8] = []
    var keepsAlive = true

    struct Header: Equatable {
        let name: String
        let value: String
    }

    /// The value of a header, those of repeated ones joined by a comma.
    func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The decoded parts of the path, or nil where it is not decodable.
    var path: [String]? {
        let parts = encodedPath.split(separator: "/").map { Self.decoded($0, plusIsSpace: false) }
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    /// The decoded values of a query's name, or nil where one of them is not decodable.
    func query(_ name: String) -> [String]? {
        let start = target.firstIndex(of: "?").map(target.index(after:)) ?? target.endIndex
        var values: [String] = []
        for pair in target[start...].split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = Self.decoded(sides[0], plusIsSpace: true) else { return nil }
            guard key == name else { continue }
            guard let value = Self.decoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true) else { return nil }
            values.append(value)
        }
        return values
    }

    private var encodedPath: Substring {
        target.prefix { $0 != "?" }
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(String(Substring(digits)), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
