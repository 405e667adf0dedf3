import HarnessKit
import TestSupport
import Testing

/// A change in one place, every other byte as it was.
struct JSONEditTests {
    private static let texts = [
        "{}", "{\n}\n", "{\"a\": 1}", "{\n  \"model\": \"opus\"\n}\n", "{\r\n\t\"x\": [ ],\r\n\t\"list\": [1, 2]\r\n}",
        "{\"hooks\":{\"Stop\":[{\"k\":\"]}\\\"\"}]},\"z\":0}",
        "{\n    \"hooks\": {\n        \"Stop\": [\n            {\"a\": 1}\n        ]\n    },\n    \"b\": \"é\\u00e9\"\n}\n",
        "{\n  \"hooks\": {},\n  \"list\": []\n}", " {\"list\" : [ \"x\" ] } ",
    ]

    private func edit(_ text: String) throws -> JSONEdit {
        try JSONEdit(JSON.Source(name: "f", bytes: Bytes(text.utf8), options: .uniqueKeys))
    }

    @Test(arguments: texts, [["hooks", "Stop"], ["list"], ["new", "deep", "er"]])
    func `What is added can be taken away, and all else stays`(text: String, keys: [String]) throws {
        let element: JSON = ["type": "command", "words": ["a", "b"]]
        var changed = try edit(text)
        let made = try changed.append(element, to: keys)
        let parsed = try JSON.parse(changed.bytes)
        let array = keys.reduce(Optional(parsed)) { $0?[$1] }
        expect(array?.items?.last, is: element)
        // What stood there still stands there, in its order.
        let before = try JSON.parse(text)
        if case .object(let old) = before, case .object(let new) = parsed {
            expect(Array(new.members.map(\.name).prefix(old.members.count)), is: old.members.map(\.name))
            for member in old.members where member.name != keys[0] { expect(parsed[member.name], is: member.value) }
        }
        try expect(changed.remove(element, from: keys, made: made))
        try expect(JSON.parse(changed.bytes), is: before)
        let isExact = !["{}", "{\n}\n"].contains(text) && !text.contains("[ ]")
        if isExact, !(keys == ["hooks", "Stop"] && text.contains("\"hooks\": {}")) {
            expect(String(decoding: changed.bytes, as: UTF8.self), is: text)
        }
        try expect(!changed.remove(element, from: keys))
    }

    @Test func `The last of several equal elements goes, and one in the middle goes alone`() throws {
        var text = try edit("{\"a\": [1, 2, 3, 2]}")
        try expect(text.remove(2, from: ["a"]))
        expect(String(decoding: text.bytes, as: UTF8.self), is: "{\"a\": [1, 2, 3]}")
        try expect(text.remove(1, from: ["a"]))
        expect(String(decoding: text.bytes, as: UTF8.self), is: "{\"a\": [2, 3]}")
        try expect(text.remove(2, from: ["a"]) && text.remove(3, from: ["a"]))
        expect(String(decoding: text.bytes, as: UTF8.self), is: "{\"a\": []}")
    }

    @Test func `What is not of the kind is refused, and nothing is changed`() throws {
        for (text, keys, words) in [
            ("{\"a\": 1}", ["a", "b"], "'a' is no object"), ("{\"a\": {}}", ["a"], "'a' is no array"),
        ] {
            var edit = try edit(text)
            let failure = #expect(throws: Failure.self) { try edit.append(1, to: keys) }
            expect(failure?.message, is: words)
            expect(edit.bytes, is: Bytes(text.utf8))
        }
        for text in ["[]", "{\"a\": 1,}", "", "{\"a\": 1, \"a\": 2}"] {
            #expect(throws: Failure.self) { try edit(text) }
        }
    }
}
