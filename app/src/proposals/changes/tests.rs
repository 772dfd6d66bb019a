//! Through the real router, on both databases.
