"""What people corrected in a bitext: made, undone, and kept through new runs."""
