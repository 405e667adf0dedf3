import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// curl commands as documentation and browsers print them, and the step that each becomes.
struct CurlTests {
    struct Row: Sendable, CustomStringConvertible {
        let line: String
        let step: JSON

        init(_ line: String, _ step: JSON) {
            self.line = line
            self.step = step
        }

        var description: String { line }
    }

    static let rows = [
        Row("curl localhost:8080", ["path": "/"]),
        Row("curl http://localhost:3000/notes", ["path": "/notes"]),
        Row("$ curl 'http://127.0.0.1:5000/a?b=c&d=e#top'", ["path": "/a?b=c&d=e"]),
        Row("curl -i http://localhost/users?active=1", ["path": "/users?active=1"]),
        Row("curl -sSL -k -v :3000/x", ["path": "/x"]),
        Row("/usr/bin/curl --silent --show-error --fail --url http://localhost/u", ["path": "/u"]),
        Row("curl -X DELETE http://localhost/notes/1", ["method": "DELETE", "path": "/notes/1"]),
        Row("curl -XPUT http://localhost/notes/1", ["method": "PUT", "path": "/notes/1"]),
        Row("curl --request patch http://localhost/n", ["method": "PATCH", "path": "/n"]),
        Row("curl -sXPOST localhost/n", ["method": "POST", "path": "/n"]),
        Row("curl -I http://localhost/n", ["method": "HEAD", "path": "/n"]),
        Row(
            #"curl -X POST http://localhost/notes -H 'Content-Type: application/json' -d '{"title": "x", "l": ["a"]}'"#,
            ["method": "POST", "path": "/notes", "json": ["title": "x", "l": ["a"]]]),
        Row(
            "curl -X POST http://localhost/notes \\\n  -H \"Content-Type: application/json; charset=utf-8\" \\\r\n"
                + "  --data-raw \"{\\\"n\\\": 1}\"\n",
            ["method": "POST", "path": "/notes", "json": ["n": 1]]),
        Row(
            #"curl http://localhost/p -H 'content-type: application/vnd.api+json' --data-binary '{"a":null}'"#,
            [
                "method": "POST", "path": "/p", "headers": ["content-type": "application/vnd.api+json"],
                "json": ["a": .null],
            ]),
        Row(#"curl --json '{"a": true}' localhost/j"#, ["method": "POST", "path": "/j", "json": ["a": true]]),
        Row(#"curl localhost/j -d '{"guess": 1}'"#, ["method": "POST", "path": "/j", "json": ["guess": 1]]),
        Row(
            "curl localhost/login -d user=ann -d 'pass=a%20b+c'",
            ["method": "POST", "path": "/login", "form": ["user": "ann", "pass": "a b c"]]),
        Row(
            "curl localhost/x -d a=1 -d a=2",
            [
                "method": "POST", "path": "/x", "headers": ["Content-Type": "application/x-www-form-urlencoded"],
                "body": "a=1&a=2",
            ]),
        Row(
            "curl localhost/x -H 'Content-Type: text/plain' -d 'just text'",
            ["method": "POST", "path": "/x", "headers": ["Content-Type": "text/plain"], "body": "just text"]),
        Row("curl -G localhost/find -d q=x --data-urlencode 'name=a b&c'", ["path": "/find?q=x&name=a%20b%26c"]),
        Row("curl -G 'localhost/find?a=1' -d b=2", ["path": "/find?a=1&b=2"]),
        Row(
            "curl localhost/up -F 'file=@notes/a.png;type=image/png' -F name=x --form-string 'raw=@y;z'",
            [
                "method": "POST", "path": "/up",
                "multipart": [
                    ["name": "file", "file": "notes/a.png", "type": "image/png"], ["name": "name", "text": "x"],
                    ["name": "raw", "text": "@y;z"],
                ],
            ]),
        Row(
            "curl -u user:pass localhost/me", ["path": "/me", "headers": ["Authorization": "Basic dXNlcjpwYXNz"]]),
        Row(
            "curl http://user:pass@localhost/me", ["path": "/me", "headers": ["Authorization": "Basic dXNlcjpwYXNz"]]),
        Row("curl -b 'a=1; b=2' localhost/c", ["path": "/c", "headers": ["Cookie": "a=1; b=2"]]),
        Row(
            "curl -A Bot -e http://x/ localhost/c",
            ["path": "/c", "headers": ["User-Agent": "Bot", "Referer": "http://x/"]]),
        Row("curl localhost/c -H 'X-Empty;' -H 'Accept:'", ["path": "/c", "headers": ["X-Empty": ""]]),
        Row("curl localhost/c -H 'X-A: 1' -H 'x-a: 2'", ["path": "/c", "headers": ["X-A": "1, 2"]]),
        Row(
            "curl localhost/v1/me -H \"Authorization: Bearer $TOKEN\"",
            ["path": "/v1/me", "headers": ["Authorization": "Bearer {{TOKEN}}"]]),
        Row("curl ${BASE_URL}/v1/models", ["path": "/v1/models"]),
        Row(
            "curl 'https://a.b/v1/chat' --compressed -H 'Accept: */*' --data-raw $'{\"t\":\"it\\'s \\u00e9\\\\n\"}'",
            ["method": "POST", "path": "/v1/chat", "headers": ["Accept": "*/*"], "json": ["t": "it's é\n"]]),
        Row(
            "curl localhost/x --data-raw $'\\xc3\\xa9 \\ud83d\\ude00 \\101'",
            [
                "method": "POST", "path": "/x", "headers": ["Content-Type": "application/x-www-form-urlencoded"],
                "body": "é 😀 A",
            ]),
        Row(
            "curl -o out.json -w '%{http_code}' --retry 3 -m 2.5 localhost/x",
            ["path": "/x", "timeout_s": .number(2.5)]),
        Row(
            "curl -X GET localhost/_search -d '{\"query\":{}}'",
            ["path": "/_search", "json": ["query": .object(.init())]]),
        Row("curl --oauth2-bearer abc localhost/x", ["path": "/x", "headers": ["Authorization": "Bearer abc"]]),
        Row("curl -- localhost/x", ["path": "/x"]),
        Row(
            #"curl localhost/x -d 'a=1&b'"#,
            [
                "method": "POST", "path": "/x", "headers": ["Content-Type": "application/x-www-form-urlencoded"],
                "body": "a=1&b",
            ]),
        Row(
            #"curl localhost/dup --json '{"a":1,"a":2}'"#,
            [
                "method": "POST", "path": "/dup", "headers": ["Content-Type": "application/json"],
                "body": #"{"a":1,"a":2}"#,
            ]),
    ]

    @Test(arguments: rows)
    func `A curl command becomes a step`(row: Row) throws {
        try expect(CurlCommand(row.line).step.action, is: row.step)
    }

    @Test(arguments: rows)
    func `The file that is written from it passes the check`(row: Row) throws {
        let fixture = try InitFixture()
        let result = fixture.run("init", "--from-curl", row.line)
        expect(result.exit, is: 0, "\(result.errors)")
        let file = try fixture.scenarios("notes")
        let step = try #require(file.scenarios.first?.steps.first)
        expect(step.http?.path, is: row.step["path"]?.string)
        expect(step.expect?.status?.json, is: (row.step["method"] == "POST" ? 201 : 200))
    }

    static let refusals = [
        ("wget http://localhost/", "'wget' is no curl command", "begin it with curl"),
        ("curl", "the curl command has no address", "add one, such as"),
        ("curl -X POST", "the curl command has no address", "add one"),
        ("curl --request", "curl's --request has no value", "give the whole curl command"),
        ("curl localhost --reqest GET", "curl's option --reqest is not known here", "did you mean '--request'?"),
        ("curl localhost -Z", "curl's option -Z is not known here", "leave it out"),
        (
            "curl localhost other", "the curl command has two addresses: localhost and other",
            "one request for each scenario"
        ),
        ("curl localhost -d @body.json", "curl's -d @body.json reads a file", "give its content"),
        ("curl localhost --json @b", "curl's --json @b reads a file", "give its content"),
        ("curl localhost -b jar.txt", "curl's -b jar.txt reads a file", "give its content"),
        ("curl localhost -H @h", "curl's -H @h reads a file", "give its content"),
        ("curl localhost --data-urlencode q@f", "curl's --data-urlencode q@f reads a file", "give its content"),
        ("curl localhost -F 'a=<f'", "curl's -F a=<f reads a file", "give its content"),
        ("curl localhost -F x", "'x' is no part of a form", "write it as -F"),
        ("curl localhost -H nothing", "'nothing' is no header", "write it as -H"),
        ("curl localhost -d a=1 -F b=2", "the curl command has both -d and -F", "keep one of the two"),
        ("curl -T f localhost", "curl's -T has no place in a scenario", "--data-binary"),
        ("curl a --next b", "curl's --next has no place in a scenario", "one request for each scenario"),
        ("curl localhost | jq .", "the curl command cannot be read: '|' is for a shell", "give one curl command alone"),
        (
            "curl http://localhost/?a=1&b=2", "the curl command cannot be read: '&' is for a shell",
            "its address and its data in quotes"
        ),
        ("curl localhost -d '{", "the curl command cannot be read: the quote ' is not closed", "in quotes"),
        ("curl localhost -H \"X: $(cat t)\"", "the curl command cannot be read: $( runs a command", "alone"),
        ("curl localhost ^\n -d x", "'^' at the end of a line is for Windows", "alone"),
        ("curl localhost\ncurl other", "a second line follows", "alone"),
    ]

    @Test(arguments: refusals)
    func `What cannot be a step is refused by name`(line: String, message: String, hint: String) throws {
        let fixture = try InitFixture()
        let result = fixture.run("init", "--from-curl", line)
        expect(result.exit, is: 64)
        expect(result.errors.contains(message))
        expect(result.errors.contains(hint))
        try expect(Folder(fixture.bench.path).names().isEmpty)
    }

    @Test(arguments: [
        ("curl https://api.example.com/x", ["not over https", "the host api.example.com is left out"]),
        ("curl -L localhost/x", ["redirects are not followed"]),
        ("curl -u a:secret localhost/x", ["under \"secrets\""]),
        ("curl 'localhost/notes/{id}'", ["the path /notes/{id} has a place for a value"]), ("curl localhost/x", []),
        ("curl -H \"Authorization: Bearer $T\" localhost/x", []),
    ])
    func `What is different from curl is said`(line: String, notes: [String]) throws {
        let said = try CurlCommand(line).notes
        expect(said.count, is: notes.count)
        for (text, part) in zip(said, notes) { expect(text.contains(part)) }
    }

    @Test func `A variable of a shell is to be filled in once`() throws {
        let fixture = try InitFixture()
        let result = fixture.run(
            "init", "--from-curl", "curl $HOST/a -H \"Authorization: Bearer $TOKEN\" -d '{{fresh}}'")
        expect(result.output.contains("\"vars\": a value for TOKEN, which stood as $TOKEN"))
        let file = try fixture.scenarios("notes")
        expect(Set(file.vars.keys), is: ["name", "TOKEN", "fresh"])
        expect(file.vars["TOKEN"]?.value, is: "TODO: its value")
        expect(file.unfinished.contains("TOKEN"))
    }

    @Test func `The first value that is sent is offered as what comes back`() throws {
        let fixture = try InitFixture()
        expect(
            fixture.run("init", "--from-curl", #"curl localhost/n --json '{"list": [], "ti tle": "x"}'"#).exit, is: 0)
        let text = try #require(try fixture.bench.text(of: "harness/scenarios/notes.json"))
        expect(text.contains(#"// "json": {"$[\"ti tle\"]": {"eq": "x"}},"#))
    }
}
