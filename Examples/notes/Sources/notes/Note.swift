/// A note, as it is stored and as it is answered.
struct Note: Codable, Equatable {
    let id: Int
    let title: String
}
