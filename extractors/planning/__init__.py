"""What a document wants done: tasks with deadlines and bodies, targets."""
