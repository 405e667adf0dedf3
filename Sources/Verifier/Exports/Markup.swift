import HarnessKit

/// A part of an XML or HTML document: what is written stands as it is, what is interpolated is escaped.
package struct Markup: ExpressibleByStringInterpolation {
    package private(set) var bytes = Bytes()

    package init() {}

    package init(stringLiteral text: String) {
        bytes = Bytes(text.utf8)
    }

    package init(stringInterpolation: StringInterpolation) {
        bytes = stringInterpolation.bytes
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
    package var isEmpty: Bool { bytes.isEmpty }

    package static func += (whole: inout Markup, part: Markup) {
        whole.bytes += part.bytes
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes = Bytes()

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        package mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        package mutating func appendInterpolation(_ part: Markup) { bytes += part.bytes }

        package mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

        package mutating func appendInterpolation(_ text: String) { Markup.escape(text, into: &bytes) }

        /// Text within quotes, where a parser would turn line ends and tabs into spaces.
        package mutating func appendInterpolation(attribute text: String) {
            var escaped = Bytes()
            Markup.escape(text, into: &escaped)
            for byte in escaped {
                if byte == 0x0A || byte == 0x09 { bytes += "&#\(byte);".utf8 } else { bytes.append(byte) }
            }
        }
    }

    private static func escape(_ text: String, into bytes: inout Bytes) {
        var text = VisibleText.of(text)
        text.withUTF8 { part in
            var start = 0
            for index in part.indices {
                guard let reference = reference(to: part[index]) else { continue }
                bytes.append(contentsOf: part[start..<index])
                bytes += reference.utf8
                start = index + 1
            }
            bytes.append(contentsOf: part[start...])
        }
    }

    private static func reference(to byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&#34;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> { .init(start: utf8Start, count: utf8CodeUnitCount) }
}
