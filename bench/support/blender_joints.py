"""Where Blender shows joints: blender --background --factory-startup --python blender_joints.py -- file frames.json names.json

frames.json: [seconds]; names.json: [names of joints], of a GLB the joints of its first armature. Prints one line
`JOINTS [[[x, y, z]…]…]`, metres, y up.
"""

import builtins
import json
import sys

import bpy
import numpy

# Debian's 3.4 runs on a newer Python and numpy than its add-ons were written for
numpy.bool = bool
plain_open = builtins.open
builtins.open = lambda path, mode="r", *rest, **named: plain_open(path, mode.replace("U", ""), *rest, **named)

path, frames_path, names_path = sys.argv[sys.argv.index("--") + 1 :]
bpy.ops.object.select_all(action="SELECT")
bpy.ops.object.delete()
scene = bpy.context.scene
with open(frames_path, encoding="utf8") as file:
    seconds = json.load(file)
with open(names_path, encoding="utf8") as file:
    names = json.load(file)

if path.endswith(".bvh"):
    # centimetres; the scene takes the rate of the file
    bpy.ops.import_anim.bvh(filepath=path, global_scale=0.01, update_scene_fps=True)
    first = 1
else:
    scene.render.fps = 25
    bpy.ops.import_scene.gltf(filepath=path)
    first = 0

armature = next(each for each in bpy.data.objects if each.type == "ARMATURE" and names[0] in each.pose.bones)
fps = scene.render.fps / scene.render.fps_base
joints = []
for time in seconds:
    frame = first + time * fps
    scene.frame_set(int(frame // 1), subframe=frame % 1)
    matrix = armature.matrix_world
    heads = [matrix @ armature.pose.bones[name].head for name in names]
    joints.append([[head.x, head.z, -head.y] for head in heads])
print("JOINTS " + json.dumps(joints))
