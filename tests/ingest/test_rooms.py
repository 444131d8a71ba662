"""Rooms are used again, and never change what somebody still holds."""

from pipeline.ingest.rooms import Rooms


def test_a_room_is_used_again_where_it_is_of_the_same_size() -> None:
    rooms = Rooms(1)
    room = rooms.take(8)
    assert room.getbuffer().nbytes == 8 and rooms.take(8) is not room
    rooms.give(room)
    assert rooms.take(8) is room
    rooms.give(room)
    assert rooms.take(9) is not room and rooms.take(8) is not room


def test_no_more_rooms_are_kept_than_asked() -> None:
    rooms = Rooms(2)
    held = [rooms.take(4) for _ in range(3)]
    for room in held:
        rooms.give(room)
    assert [rooms.take(4) is room for room in held[1:]] == [True, True] and rooms.take(4) not in held


def test_what_was_read_stays_as_it_was_while_somebody_holds_it() -> None:
    rooms = Rooms(1)
    room = rooms.take(3)
    with room.getbuffer() as view:
        view[:] = b"abc"
    held = room.getvalue()
    rooms.give(room)
    with rooms.take(3).getbuffer() as view:
        view[:] = b"xyz"
    assert held == b"abc"
