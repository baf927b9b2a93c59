"""The plan of a promotion's months. Rules compute it, and coaches edit it, confirm it, and get its picture."""
