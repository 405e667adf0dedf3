import HarnessKit

/// Imports that grow, as they do where further tests come.
extension TestBody {
    /// Whether each line that imported something is still there, or imports more of the same, by the names that it has there.
    func imports(atLeast former: TestBody) -> Bool {
        let used = Self.used(in: former.lines)
        return former.imports.allSatisfy { old in
            imports.contains { $0 == old || Self.widens($0, old, leaving: used) }
        }
    }

    /// What a language gives by itself, or tests assert with.
    private static let taken: Set<Substring> = [
        "TestCase", "expect", "test", "it", "describe", "self", "JSON", "Math", "Object", "String", "Number", "Array",
        "Date", "Promise", "Error", "Boolean", "Symbol", "BigInt", "console", "process", "require", "load_tests",
        "setUpModule",
        "pytestmark", "str", "int", "len", "isinstance", "abs", "round", "sorted", "sum", "vec", "matches", "panic",
        "println", "format",
    ]
    private static func isWord(_ letter: Character) -> Bool {
        letter.isLetter || letter.isNumber || letter == "_" || letter == "$"
    }

    /// "import { add, sub } from './calc'" widens "import { add } from './calc'".
    ///
    /// A name that the file used already, or that the language gives, means something else then.
    private static func widens(_ line: String, _ former: String, leaving used: Set<Substring>) -> Bool {
        let (words, old) = (parts(of: line), parts(of: former))
        var added: [String] = []
        var (index, wasOld) = (0, false)
        for (place, word) in words.enumerated() {
            let (last, lastThen) = (place > 0 ? words[place - 1] : "", index > 0 ? old[index - 1] : "")
            // What is called so now may have had another name.
            let isRenamed = ["as", ":"].contains(last) && lastThen != last
            let isOld = index < old.count && word == old[index] && !isRenamed
            // Nor is it called so any more where another name follows.
            if !isOld, wasOld, ["as", ":"].contains(word) { return false }
            if isOld { index += 1 } else { added.append(word) }
            wasOld = isOld
        }
        return index == old.count
            && added.allSatisfy { word in
                if word.hasPrefix("\"") { return isNewPackage(word, in: line, leaving: used) }
                if word.allSatisfy(isWord), old.contains(word) { return false }
                return !used.contains(word[...]) && !taken.contains(word[...]) && !word.lowercased().hasPrefix("assert")
                    && word.allSatisfy { isWord($0) || ",(){}:".contains($0) }
            }
    }

    /// Of Go, one more package of a block, whose name nothing had.
    private static func isNewPackage(_ word: String, in line: String, leaving used: Set<Substring>) -> Bool {
        guard line.hasPrefix("import ("), let name = word.split(whereSeparator: { "\"/".contains($0) }).last else {
            return false
        }
        return !used.contains(name)
    }

    /// The names that lines use; what follows a point is somebody else's.
    private static func used(in lines: [String]) -> Set<Substring> {
        lines.reduce(into: []) { names, line in
            for word in line.split(whereSeparator: { !isWord($0) })
            where word.startIndex == line.startIndex || line[line.index(before: word.startIndex)] != "." {
                names.insert(word)
            }
        }
    }

    /// Words, signs, and what stands in quotes as a whole.
    private static func parts(of line: String) -> [String] {
        var (parts, quote): ([String], Character?) = ([], nil)
        var isOpen = false
        for character in line {
            let isWord = quote != nil || character.isLetter || character.isNumber || "_$.".contains(character)
            if isWord, isOpen {
                parts[parts.count - 1].append(character)
            } else if character != " " {
                parts.append(String(character))
            }
            isOpen = isWord
            if character == quote {
                (quote, isOpen) = (nil, false)
            } else if quote == nil, "\"'`".contains(character) {
                (quote, isOpen) = (character, true)
            }
        }
        return parts
    }
}
