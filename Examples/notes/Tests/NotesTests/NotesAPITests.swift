import Testing

@testable import notes

struct NotesAPITests {
    private let api: NotesAPI

    init() throws {
        api = NotesAPI(store: try NoteStore(":memory:"))
    }

    private func ask(_ method: String, _ target: String, _ body: String = "") -> (code: Int, body: String) {
        let response = api.answer(to: Request(method: method, target: target, body: Array(body.utf8)))
        return (response.status.code, String(decoding: response.body, as: UTF8.self))
    }

    @Test func `A created note has an address and can be read there`() {
        let request = Request(method: "POST", target: "/notes", body: Array(#"{"title": "milk/\u00fc\n"}"#.utf8))
        let response = api.answer(to: request)
        #expect(response.status == .created)
        #expect(response.headers.contains("Location: /notes/1"))
        #expect(ask("GET", "/notes/1") == (200, #"{"id":1,"title":"milk/ü\n"}"#))
        #expect(ask("GET", "/notes") == (200, #"[{"id":1,"title":"milk/ü\n"}]"#))
    }

    @Test(arguments: [
        (#"{"title": ""}"#, "title is empty"), (#"{"title": " \t"}"#, "title is empty"),
        (#"{}"#, "title is missing"), (#"{"title": null}"#, "title is missing"),
        (#"{"title": 7}"#, "title must be a text"), (#"["title"]"#, "the body must be a JSON object"),
        (#"{"title": "a""#, "the body is no JSON"), ("", "the body is no JSON"),
        (#"{"title": "\ud800"}"#, "the body is no JSON"),
        (#"{"title": "\#(String(repeating: "x", count: 1001))"}"#, "title is longer than 1000 characters"),
    ])
    func `A note without a usable title is refused`(body: String, message: String) {
        #expect(ask("POST", "/notes", body) == (422, #"{"error":"\#(message)"}"#))
        #expect(ask("GET", "/notes") == (200, "[]"))
    }

    @Test(arguments: ["it's; drop table notes", "日本語 👩‍👩‍👧", "a\u{0}b", #"\"quoted\""#])
    func `A title comes back as it was given`(title: String) throws {
        let note = try api.store.add(title: title)
        #expect(try api.store.note(note.id) == note)
        #expect(try api.store.notes(matching: title) == [note])
    }

    @Test func `A search finds words within words, in whatever case`() {
        for title in ["Äpfel", "Bananen", "Nanäpfelx"] { _ = ask("POST", "/notes", #"{"title": "\#(title)"}"#) }
        #expect(ask("GET", "/notes?q=%C3%84PF").body == #"[{"id":1,"title":"Äpfel"},{"id":3,"title":"Nanäpfelx"}]"#)
        #expect(ask("GET", "/notes?q=pears") == (200, "[]"))
        #expect(ask("GET", "/notes?q=%") == (400, #"{"error":"the query is malformed"}"#))
    }

    @Test func `A deleted note is gone, and its number is not given again`() {
        _ = ask("POST", "/notes", #"{"title": "a"}"#)
        #expect(ask("DELETE", "/notes/1") == (204, ""))
        #expect(ask("DELETE", "/notes/1") == (404, #"{"error":"no such note"}"#))
        #expect(ask("POST", "/notes", #"{"title": "b"}"#).body == #"{"id":2,"title":"b"}"#)
    }

    @Test(arguments: ["7", "x", "01", "+1", "-1", "1.0", "99999999999999999999", "%20"])
    func `What is no note's number is no note`(id: String) {
        _ = ask("POST", "/notes", #"{"title": "a"}"#)
        #expect(ask("GET", "/notes/\(id)") == (404, #"{"error":"no such note"}"#))
    }

    @Test func `Unknown paths and wrong methods are told apart`() {
        #expect(ask("GET", "/health") == (200, #"{"status":"ok"}"#))
        #expect(ask("GET", "/").code == 404)
        #expect(ask("GET", "/notes/1/2").code == 404)
        let response = api.answer(to: Request(method: "PUT", target: "/notes"))
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers.contains("Allow: GET, POST"))
    }
}
