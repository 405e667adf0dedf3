/// A note that somebody would like to add.
struct Draft: Decodable {
    let title: String

    struct Flaw: Error, Equatable {
        let message: String
    }

    /// The title in a body of JSON, or what is wrong with it.
    static func title(in body: [UInt8]) -> Result<String, Flaw> {
        let title: String
        do {
            title = try JSONDecoder().decode(Draft.self, from: Data(body)).title
        } catch DecodingError.keyNotFound, DecodingError.valueNotFound {
            return .failure(Flaw(message: "title is missing"))
        } catch DecodingError.typeMismatch(_, let context) {
            let isTitle = !context.codingPath.isEmpty
            return .failure(Flaw(message: isTitle ? "title must be a text" : "the body must be a JSON object"))
        } catch {
            return .failure(Flaw(message: "the body is no JSON"))
        }
        guard title.contains(where: { !$0.isWhitespace }) else { return .failure(Flaw(message: "title is empty")) }
        guard title.unicodeScalars.count <= NotesAPI.longestTitle else {
            return .failure(Flaw(message: "title is longer than \(NotesAPI.longestTitle) characters"))
        }
        return .success(title)
    }
}
