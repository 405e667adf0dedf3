import TestSupport
import Testing

@testable import HarnessKit

struct JSONPathTests {
    static let store = """
        {"store": {"book": [
            {"category": "reference", "author": "Rees", "title": "Sayings", "price": 8.95},
            {"category": "fiction", "author": "Waugh", "title": "Sword", "price": 12.99},
            {"category": "fiction", "author": "Melville", "title": "Moby Dick", "isbn": "0-553", "price": 8.99},
            {"category": "fiction", "author": "Tolkien", "title": "Rings", "isbn": "0-395", "price": 22.99}],
          "bicycle": {"color": "red", "price": 399}}, "max": 10}
        """
    static let mixed = """
        {"n": [0, 1, 2, 3, 4, 5, 6], "o": {"z": 1, "a": {"b": [5]}, "é": null}, "s": ["a", "b", "ab", "é", ""],
         "m": [1, 1.0, "1", null, true, [1], {"k": 1}, 1e400, 12345678901234567890, 12345678901234567891],
         "p": [{"a": 1, "b": 2}, {"a": 2}, {"b": 3}, {"a": null}, 5], "a b": 7, "'": 8, "re": "a.?"}
        """

    @Test(
        arguments: [
            ("$.store.book[*].author", #"["Rees","Waugh","Melville","Tolkien"]"#),
            ("$..author", #"["Rees","Waugh","Melville","Tolkien"]"#), ("$.store..price", "[8.95,12.99,8.99,22.99,399]"),
            ("$..book[2].title", #"["Moby Dick"]"#), ("$..book[-1].title", #"["Rings"]"#),
            ("$..book[0,1].price", "[8.95,12.99]"), ("$..book[:2].price", "[8.95,12.99]"),
            ("$..book[?@.isbn].price", "[8.99,22.99]"), ("$..book[?@.price<10].title", #"["Sayings","Moby Dick"]"#),
            ("$..book[?@.price < $.max].author", #"["Rees","Melville"]"#), ("$.store.book[9]", "[]"),
            ("$..book[?@.category=='fiction' && !(@.price > 20 || @.isbn)].author", #"["Waugh"]"#),
            ("$..book[?match(@.author, '[RT].*')].price", "[8.95,22.99]"),
            ("$..book[?search(@.title, '(?i)S\\\\w+d|dick')].price", "[12.99,8.99]"),
            ("$[?count(@.book) == 1].bicycle.color", #"["red"]"#), ("$..[?length(@) == 4 && @.price].length", "[]"),
        ])
    func `A shop answers as in the RFC`(query: String, expected: String) throws {
        let values = try JSONPathQuery(query).values(in: JSON.parse(Self.store))
        expect(JSON.array(values).text(.compact), is: expected)
    }

    @Test(
        arguments: [
            ("$['a b']", "[7]"), ("$[\"a b\"]", "[7]"), (#"$['\'']"#, "[8]"), ("$[\"'\"]", "[8]"),
            (#"$.o['\u00e9']"#, "[null]"), ("$.o.é", "[null]"), (#"$["\uD83D\uDE00"]"#, "[]"), ("$ ['o'] .z", "[1]"),
            ("$.n[1:3]", "[1,2]"), ("$.n[-2:]", "[5,6]"), ("$.n[::3]", "[0,3,6]"), ("$.n[::-3]", "[6,3,0]"),
            ("$.n[5:1:-2]", "[5,3]"), ("$.n[2::0]", "[]"), ("$.n[-100:2]", "[0,1]"), ("$.n[:100:5]", "[0,5]"),
            ("$.n[1,1,-1,:1]", "[1,1,6,0]"), ("$.o.*", #"[1,{"b":[5]},null]"#),
            ("$.o..*", #"[1,{"b":[5]},null,[5],5]"#),
            ("$.o['z','é',*]", #"[1,null,1,{"b":[5]},null]"#), ("$.n.a", "[]"), ("$.o[0]", "[]"), ("$.s[*].*", "[]"),
            ("$.m[?@==1]", "[1,1.0]"), ("$.m[?@!=1][?@==1]", "[1,1]"), ("$.m[?@=='1']", #"["1"]"#),
            ("$.m[?@==1e400]", "[1e400]"), ("$.m[?@>1e399]", "[1e400]"), ("$.m[?@==10e399]", "[1e400]"),
            ("$.m[?@==0.01e402]", "[1e400]"),
            ("$.m[?@==12345678901234567890]", "[12345678901234567890]"), ("$.m[?@<-1e400]", "[]"),
            ("$.m[?@>12345678901234567890]", "[1e400,12345678901234567891]"), ("$.m[?@==true||@==null]", "[null,true]"),
            ("$.m[?@==$.m[5]]", "[[1]]"), ("$.m[?@.k]", #"[{"k":1}]"#), ("$.m[?@[0]]", "[[1]]"),
            ("$.m[?@<2]", "[1,1.0]"),
            ("$.p[?@.a==@.b]", "[5]"), ("$.p[?@.a!=@.b].a", "[1,2,null]"),
            ("$.p[?@.a<=null].a", "[null]"), ("$.p[?@.a<2||@.b>=3,0].b", "[2,3,2]"), ("$.p[?!@.a].b", "[3]"),
            ("$.p[?@.x==@.y]", "[{\"a\":1,\"b\":2},{\"a\":2},{\"b\":3},{\"a\":null},5]"),
            ("$.s[?@<'b']", #"["a","ab",""]"#),
            ("$.s[?length(@)==1]", #"["a","b","é"]"#), ("$.s[?match(@,$.re)]", #"["a","ab"]"#),
            ("$.s[?search(@,'^.b')]", #"["ab"]"#), ("$.s[?match(@,'a|b')]", #"["a","b"]"#), ("$.s[?match(@,1)]", "[]"),
            ("$[?count(@.*)>6].z", "[]"), ("$.p[?value(@..b)==3]", #"[{"b":3}]"#),
            ("$.o[?@[?@[?@>4]]]", #"[{"b":[5]}]"#),
        ])
    func `Everything that a query can say`(query: String, expected: String) throws {
        let values = try JSONPathQuery(query).values(in: JSON.parse(Self.mixed))
        expect(JSON.array(values).text(.compact), is: expected)
    }

    @Test func `Nodes say where they stand`() throws {
        let json = try JSON.parse(Self.mixed)
        let nodes = try JSONPathQuery("$..b").nodes(in: json)
        expect(nodes.map(\.path.description), is: ["$.o.a.b", "$.p[0].b", "$.p[2].b"])
        expect(nodes.map(\.value), is: [[5], 2, 3])
        try expect(JSONPathQuery("$").nodes(in: json).map(\.path), is: [JSON.Path()])
        try expect(JSONPathQuery("$.n[-1,0]").nodes(in: json).map(\.path.description), is: ["$.n[6]", "$.n[0]"])
        let twice = try JSON.parse(#"{"a":1,"a":2}"#)
        try expect(JSONPathQuery("$.a").values(in: twice), is: [2])
        try expect(JSONPathQuery("$.*").values(in: twice), is: [1, 2])
    }

    @Test func `A query is its text`() throws {
        try expect(JSONPathQuery("$.a"), is: JSONPathQuery("$.a"))
        try expect(Set([JSONPathQuery("$.a"), JSONPathQuery("$.a"), JSONPathQuery("$['a']")]).count, is: 2)
        try expect(JSONPathQuery(json: "$.a").json, is: "$.a")
        #expect {
            try JSONPathQuery(json: "a")
        } throws: {
            ($0 as? JSONMismatches)?.mismatches.first?.line == "query 'a', column 1: expected '$', found 'a'"
        }
        for (text, isSingular) in [
            ("$", true), ("$.a['b'][0][-1]", true), ("$.*", false), ("$..a", false), ("$[0,1]", false),
            ("$[0:1]", false),
            ("$[?@]", false),
        ] { try expect(JSONPathQuery(text).isSingular, is: isSingular, "\(text)") }
    }

    @Test(
        arguments: [
            ("", "column 1: expected '$', found the end"), ("a", "column 1: expected '$', found 'a'"),
            ("$.", "column 3: expected a name or '*', found the end"),
            ("$.1", "column 3: expected a name or '*', found '1'"),
            ("$. a", "column 3: expected a name or '*', found ' '"),
            ("$..", "column 4: expected a name or '*', found the end"),
            ("$a", "column 2: expected '.' or '[', found 'a'"), ("$.é-b", "column 4: expected '.' or '[', found '-'"),
            ("$ ", "column 2: expected '.' or '[', found ' '"), ("$[", "column 3: expected a selector, found the end"),
            ("$[]", "column 3: expected a selector, found ']'"), ("$[a]", "column 3: expected a selector, found 'a'"),
            ("$[0", "column 4: expected ',' or ']', found the end"),
            ("$[0 1]", "column 5: expected ',' or ']', found '1'"),
            ("$[0,]", "column 5: expected a selector, found ']'"),
            ("$[1.0]", "column 4: expected ',' or ']', found '.'"),
            ("$[01]", "column 3: a number here is written without leading zeros, and zero without '-'"),
            ("$[-0]", "column 3: a number here is written without leading zeros, and zero without '-'"),
            ("$[- 1]", "column 4: expected a digit after '-', found ' '"),
            ("$[9007199254740992]", "column 3: a number here may be at most 9007199254740991"),
            ("$[1:2:3:4]", "column 8: expected ',' or ']', found ':'"),
            ("$['a]", "column 3: the text that begins here has no end"),
            (#"$['\"']"#, "column 4: unknown escape in a text"),
            (#"$['\u12']"#, #"column 4: an escape \u takes four hexadecimal digits"#),
            (#"$['\ud800']"#, "column 4: half of a surrogate pair is no character"),
            (#"$["\ud800\u0041"]"#, "column 4: half of a surrogate pair is no character"),
            (#"$['\"#, "column 4: the escape has no end"),
            ("$['\t']", "column 4: a control character must be written as an escape in a text"),
            ("$[?]", "column 4: expected a condition, found ']'"),
            ("$[?a]", "column 4: expected a condition, found 'a'"),
            ("$[?1]", "column 4: a value by itself is no condition"),
            ("$[?@.a=1]", "column 7: expected ',' or ']', found '='"),
            ("$[?length(@)]", "column 4: a value by itself is no condition"),
            ("$[?!@.a==1]", "column 8: expected ',' or ']', found '='"),
            ("$[?(@.a]", "column 8: expected '&&', '||' or ')', found ']'"),
            ("$[?(@.a", "column 4: the bracket that opens here has no end"),
            ("$[?@.a==]", "column 9: expected a condition, found ']'"),
            ("$[?@.a==01]", "column 9: '01' is no number"), ("$[?@.a==1.e1]", "column 9: '1.e1' is no number"),
            ("$[?@.*==1]", "column 4: a query that can select several values cannot be compared"),
            ("$[?1==@..a]", "column 7: a query that can select several values cannot be compared"),
            ("$[?match(@,'a')==true]", "column 4: the answer of match() or search() cannot be compared"),
            ("$[?matches(@,'a')]", "column 4: there is no function matches()"),
            ("$[?count (@)>1]", "column 4: expected a condition, found 'count'"),
            ("$[?count()>1]", "column 4: count() takes one argument, not 0"),
            ("$[?count(1)>1]", "column 10: count() takes a query"),
            ("$[?match(@)]", "column 4: match() takes two arguments, not 1"),
            ("$[?length(@.*)>1]", "column 11: a query that can select several values cannot be compared"),
            ("$[?match(@,'(?=a)')]", "column 12: pattern '(?=a)', column 1: look-ahead '(?=' is not supported"),
            ("$[?length(@ @)>1]", "column 13: expected ',' or ')', found '@'"),
        ])
    func `What is no query is refused with its column`(query: String, message: String) {
        #expect {
            try JSONPathQuery(query)
        } throws: { error in
            let failure = Failure(translating: error)
            return failure.code == .malformed && failure.message == "query '\(query)', \(message)"
                && failure.hint?.isEmpty == false
        }
    }

    @Test func `A pattern of the value that cannot be read is an error, not a miss`() throws {
        let query = try JSONPathQuery("$.v[?search(@, $.re)]")
        try expect(query.values(in: ["v": ["ab", "b"], "re": "a"]), is: ["ab"])
        try expect(query.values(in: ["v": ["ab"], "re": 1]), is: [])
        #expect {
            try query.values(in: ["v": ["ab"], "re": "("])
        } throws: { ($0 as? Failure)?.message.hasPrefix("pattern '(', column 1") == true }
    }

    @Test func `Queries that would never end are stopped`() throws {
        let start = Clock.system.uptime()
        var deep: JSON = 1
        for _ in 0..<500 { deep = [deep, deep] }
        let wide = JSON.array(Array(repeating: 1, count: 2000))
        for (query, json, message) in [
            ("$..*", deep, "selects more than 20000 values at once"),
            ("$[?@==@]", [deep], "takes more than 200000 steps"),
            ("$" + String(repeating: "[*]", count: 400), deep, "selects more than 20000 values at once"),
            (
                "$[?match('\(String(repeating: "a", count: 3000))','(?:a?){900}(?:a){900}')]", wide,
                "takes more than 200000 steps"
            ),
        ] {
            #expect {
                try JSONPathQuery(query).found(in: json, within: .init(values: 20_000, steps: 200_000))
            } throws: { ($0 as? Failure)?.message.contains(message) == true }
        }
        let usual = JSONPathSearch.Limits()
        expect(usual.values == 500_000 && usual.steps == 5_000_000)
        expect(Clock.system.uptime() - start < .seconds(60))
    }

    @Test func `Queries that are too large are refused`() {
        for (query, message) in [
            ("$" + String(repeating: ".a", count: 2048), "a JSONPath query has 4097 bytes; it may have 4096"),
            ("$[?" + String(repeating: "(", count: 4000), "column 54: filters nest deeper than 50 levels"),
            (String(repeating: "$[?", count: 1300), "column 154: filters nest deeper than 50 levels"),
            ("$[?" + String(repeating: "length(", count: 500), "filters nest deeper than 50 levels"),
        ] {
            #expect { try JSONPathQuery(query) } throws: { ($0 as? Failure)?.message.hasSuffix(message) == true }
        }
    }

    /// Queries made from nothing but a seed: whatever comes, an answer and no trap.
    @Test func `Mutated queries never trap`() throws {
        var generator = Seeded(state: 11)
        let json = try JSON.parse(Self.mixed)
        let seeds = [
            #"$..p[?@.a==@["b"]||!(@.x<'é\u00e9')&&count(@..*)>=2,-1,1:5:2]"#,
            "$['o','n',*]..[?match(@,'a.*') || length(@)!=1e-2].é[::-1]", "$[? value($..a) <= null][0]",
        ].map { Bytes($0.utf8) }
        let spare = Bytes("$@.[]()?*,:'\"\\!=<>&|-019eua ".utf8) + [0xC3, 0xFF]
        for _ in 0..<4000 {
            var query = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !query.isEmpty {
                let at = Int.random(in: 0..<query.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: query[at] = spare[Int.random(in: 0..<spare.count, using: &generator)]
                case 1: query.remove(at: at)
                default: query.insert(spare[Int.random(in: 0..<spare.count, using: &generator)], at: at)
                }
            }
            guard let made = try? JSONPathQuery(String(decoding: query, as: UTF8.self)),
                let nodes = try? made.nodes(in: json)
            else { continue }
            expect(!made.isSingular || nodes.count <= 1, "\(made)")
        }
    }
}
