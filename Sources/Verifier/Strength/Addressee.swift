import HarnessKit

/// Whom a step speaks to, so that its evidence can be weighed.
enum Addressee {
    /// The application, its port, its program, its tests, or a declared service.
    case application
    /// Files that the application may have written, or that are its own.
    case files
    /// Nobody of ours.
    case nobody
}
