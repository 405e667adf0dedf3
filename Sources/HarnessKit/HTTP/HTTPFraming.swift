/// Where the body of an answer ends.
enum HTTPFraming: Equatable {
    case none
    case sized(Int)
    case chunked
    case untilClose

    /// Decides from the head as RFC 9112, section 6.3, says; what it says of odd answers is noted.
    init(_ head: HTTPHead, isHead: Bool, notes: inout [String]) throws {
        if isHead || head.hasNoBody {
            self = .none
            return
        }
        let codings = head.headers.words("Transfer-Encoding").filter { $0 != "identity" }
        let length = try Self.length(head.headers)
        if codings.isEmpty {
            self = length.map(HTTPFraming.sized) ?? .untilClose
            return
        }
        guard codings.filter({ $0 == "chunked" }).count < 2 else {
            throw HTTPTrouble.Reason.malformed("Transfer-Encoding names 'chunked' twice")
        }
        if length != nil { notes.append("both Content-Length and Transfer-Encoding: the latter counts") }
        if head.isVersion10 { notes.append("Transfer-Encoding in an answer of version 1.0") }
        if codings != ["chunked"] {
            notes.append("transfer codings that are not undone: \(codings.joined(separator: ", "))")
        }
        self = codings.last == "chunked" ? .chunked : .untilClose
    }

    /// The announced length; several that agree are one.
    private static func length(_ headers: [HTTPHeader]) throws -> Int? {
        var length: Int?
        for text in headers.words("Content-Length") {
            guard text.utf8.allSatisfy(ASCII.isDigit) else {
                throw HTTPTrouble.Reason.malformed("Content-Length is \(HTTPText.quoted(text.utf8))")
            }
            guard let value = Int(text) else {
                throw HTTPTrouble.Reason.tooLarge("Content-Length is \(HTTPText.quoted(text.utf8))")
            }
            guard length == nil || length == value else {
                throw HTTPTrouble.Reason.malformed("conflicting Content-Lengths: \(length ?? 0) and \(value)")
            }
            length = value
        }
        if length == nil, let empty = headers.first("Content-Length") {
            throw HTTPTrouble.Reason.malformed("Content-Length is \(HTTPText.quoted(empty.utf8))")
        }
        return length
    }
}
