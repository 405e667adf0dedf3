extension JSON {
    /// What a text may hold beyond RFC 8259, and what it may not.
    package struct Options: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// `// …` and `/* … */`, as in JSON5.
        package static let comments = Options(rawValue: 1)
        /// `[1, 2,]`, as in JSON5.
        package static let trailingCommas = Options(rawValue: 2)
        /// A key that stands twice in an object is an error: one of the two would be ignored.
        package static let uniqueKeys = Options(rawValue: 4)
        /// Half of a surrogate pair becomes U+FFFD, as clients that cut texts anywhere need it.
        package static let loneSurrogates = Options(rawValue: 8)

        /// RFC 8259 and no more.
        package static let strict: Options = []
        /// Files that people and agents write by hand.
        package static let handwritten: Options = [.comments, .trailingCommas, .uniqueKeys]
    }

    /// Parses a text that has no name; errors give line and column.
    package static func parse(_ text: String, _ options: Options = .strict) throws -> JSON {
        try Source(name: "the text", bytes: Bytes(text.utf8), options: options).value()
    }

    package static func parse(_ bytes: Bytes, _ options: Options = .strict) throws -> JSON {
        try Source(name: "the text", bytes: bytes, options: options).value()
    }

    /// The objects that begin a line each, in a text that may hold anything else around them.
    package static func objects(atLineStartsIn text: Bytes) -> [JSON] {
        text.withUnsafeBufferPointer { all in
            var (found, start): ([JSON], Int) = ([], 0)
            while start < all.count {
                if all[start] == UInt8(ascii: "{") {
                    var parser = JSONParser(UnsafeBufferPointer(rebasing: all[start...]), .loneSurrogates)
                    if let json = try? parser.value() {
                        found.append(json)
                        start += parser.index
                    }
                }
                start = (all[start...].firstIndex(of: UInt8(ascii: "\n")) ?? all.count) + 1
            }
            return found
        }
    }

    /// A text and where it came from, so that what is wrong can be said with file, line and column.
    package struct Source: Sendable {
        package let name: String
        package let bytes: Bytes
        package let options: Options

        package init(name: String, bytes: Bytes, options: Options = .handwritten) {
            self.name = name
            self.bytes = bytes
            self.options = options
        }

        package func value() throws -> JSON {
            do {
                return try parse { try $0.document() }
            } catch let error as JSONSyntaxError {
                let position = position(ofByte: error.offset)
                throw Failure(
                    .malformed, "\(name):\(position.line):\(position.column): \(error.message)",
                    hint: "mend the JSON of \(name) at line \(position.line)", codes: ["E_SCHEMA"])
            }
        }

        /// Decodes a value by its field table; what does not fit is named with its line.
        package func decode<Value: JSONConvertible>(as type: Value.Type = Value.self) throws -> Value {
            let json = try value()
            do {
                return try Value(json: json)
            } catch let error as JSONMismatches {
                // Each place is looked for by itself; nobody mends more than these at once.
                let shown = error.mismatches.prefix(Self.mostMismatches).map(located)
                let rest = error.mismatches.count - shown.count
                throw JSONMismatches(shown + (rest > 0 ? [JSONMismatch("and \(rest) more")] : []))
            }
        }

        private static let mostMismatches = 20

        /// Where the value at a path begins, or its key; counted from 1.
        package func position(of path: JSON.Path) -> (line: Int, column: Int)? {
            let offset = try? parse { try $0.offset(of: path.steps[...]) }
            return offset.flatMap { $0 }.map(position(ofByte:))
        }

        private func located(_ mismatch: JSONMismatch) -> JSONMismatch {
            var mismatch = mismatch
            mismatch.place = position(of: mismatch.path).map { "\(name):\($0.line):\($0.column)" } ?? name
            return mismatch
        }

        private func parse<Value>(_ body: (inout JSONParser) throws -> Value) throws -> Value {
            try bytes.withUnsafeBufferPointer { buffer in
                var parser = JSONParser(buffer, options)
                return try body(&parser)
            }
        }

        /// Columns count characters, as editors do.
        private func position(ofByte offset: Int) -> (line: Int, column: Int) {
            let before = bytes.prefix(offset)
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            return (line, String(decoding: before[lineStart...], as: UTF8.self).count + 1)
        }
    }
}

extension JSONParser {
    /// The byte where the path's value begins, or the key of its last step.
    fileprivate mutating func offset(of steps: ArraySlice<JSON.Path.Step>) throws -> Int? {
        try skipSpace()
        guard let step = steps.first else { return index }
        let isObject = peek == UInt8(ascii: "{")
        guard isObject || peek == UInt8(ascii: "[") else { return nil }
        _ = take(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
        var item = 0
        while let byte = peek, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") {
            try skipSpace()
            let start = index
            var isWanted = step == .index(item)
            if isObject {
                let name = try string()
                if case .key(let wanted) = step { isWanted = wanted.hasSameBytes(as: name) } else { isWanted = false }
                try skipSpace()
                _ = take(UInt8(ascii: ":"))
            }
            if isWanted { return isObject && steps.count == 1 ? start : try offset(of: steps.dropFirst()) }
            _ = try value()
            try skipSpace()
            _ = take(UInt8(ascii: ","))
            try skipSpace()
            item += 1
        }
        return nil
    }
}
