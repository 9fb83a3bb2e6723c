"""Poses a track's NPZ with numpy alone: usage pose_npz.py track.npz rest.json; prints joints as JSON.

rest.json: { "joints": [24][3] at rest, "parents": [24] }. Prints { "cam": [T][24][3], "world": [T][24][3], "keys": {name: [dtype, shape]} }.
"""

import json
import sys

import numpy as np


def rotation(axis_angle):
    angle = np.linalg.norm(axis_angle)
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = axis_angle / angle
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def posed(pose, trans, rest, parents):
    turns, places = [], []
    for joint, parent in enumerate(parents):
        local = rotation(pose[3 * joint : 3 * joint + 3])
        if parent < 0:
            turns.append(local)
            places.append(rest[joint])
        else:
            turns.append(turns[parent] @ local)
            places.append(places[parent] + turns[parent] @ (rest[joint] - rest[parent]))
    return (np.array(places) + trans).tolist()


track = np.load(sys.argv[1], allow_pickle=False)
with open(sys.argv[2], encoding="utf8") as file:
    skeleton = json.load(file)
rest = np.array(skeleton["joints"])
parents = skeleton["parents"]
frames = range(len(track["poses"]))
poses = {name: track[name].astype(float) for name in ("poses", "trans", "poses_world", "trans_world")}
print(
    json.dumps(
        {
            "cam": [posed(poses["poses"][i], poses["trans"][i], rest, parents) for i in frames],
            "world": [posed(poses["poses_world"][i], poses["trans_world"][i], rest, parents) for i in frames],
            "keys": {name: [track[name].dtype.str, list(track[name].shape)] for name in track.files},
            "gender": str(track["gender"]),
        }
    )
)
