"""PyTorch's side of bench/network.ts and bench/training-step.ts: encoders of the same shapes, timed on request.

Reads lines `<model> <rois>` and answers each with the milliseconds of one forward pass of `rois` crops of
256x192, float32. `resnet50` is torchvision's without its classifier; `hrnet-w48` is written below from the
published architecture (Sun 2019), with the head that concatenates four resolutions. Weights are random; speed does
not depend on them. `--frozen` freezes and optimises the traced module (BN folded), as far as PyTorch goes by itself.
`--train` answers with an eager training step instead: the encoder and a linear layer of 157 outputs, batch statistics,
squared error, backward, Adam. A third word is how: `float32` (default), `channels-last` or `bfloat16` (channels last, autocast).
A model that ends in `.json` is a file with a plan of src/native's `lower`, trained by the mean squares of its outputs.
A line `memory` is answered with the most bytes that the process has held.

Debian: python3-torch python3-torchvision libopenblas0-pthread. Run by `npx tsx bench/network.ts --pytorch`.
"""

import json
import resource
import sys
import time

import torch
import torchvision
from torch import nn

WIDTHS = (48, 96, 192, 384)
MODULES = (1, 4, 3)


def conv(cin, cout, kernel=3, stride=1, relu=True):
    layers = [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if relu else nn.Sequential(*layers)


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        self.shortcut = shortcut or nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def basic(width):
    return Residual(nn.Sequential(conv(width, width), conv(width, width, relu=False)))


def bottleneck(cin, width):
    body = nn.Sequential(
        conv(cin, width, 1), conv(width, width), conv(width, 4 * width, 1, relu=False)
    )
    return Residual(body, conv(cin, 4 * width, 1, relu=False) if cin != 4 * width else None)


def resample(source, target):
    """Branch `source` at the width and the resolution of branch `target`."""
    if source == target:
        return nn.Identity()
    if source > target:
        up = nn.Upsample(scale_factor=2 ** (source - target), mode='nearest')
        return nn.Sequential(conv(WIDTHS[source], WIDTHS[target], 1, relu=False), up)
    steps = target - source
    return nn.Sequential(
        *[
            conv(WIDTHS[source], WIDTHS[target if last else source], 3, 2, relu=not last)
            for last in (k == steps - 1 for k in range(steps))
        ]
    )


class Exchange(nn.Module):
    def __init__(self, branches):
        super().__init__()
        self.deep = nn.ModuleList(
            nn.Sequential(*[basic(WIDTHS[b]) for _ in range(4)]) for b in range(branches)
        )
        self.fuse = nn.ModuleList(
            nn.ModuleList(resample(j, i) for j in range(branches)) for i in range(branches)
        )

    def forward(self, xs):
        xs = [deep(x) for deep, x in zip(self.deep, xs)]
        return [torch.relu(sum(f(x) for f, x in zip(row, xs))) for row in self.fuse]


class HRNetW48(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            conv(3, 64, 3, 2),
            conv(64, 64, 3, 2),
            bottleneck(64, 64),
            *[bottleneck(256, 64) for _ in range(3)],
        )
        self.first = conv(256, WIDTHS[0])
        self.widen = nn.ModuleList(
            conv(cin, WIDTHS[b + 1], 3, 2) for b, cin in enumerate((256, WIDTHS[1], WIDTHS[2]))
        )
        self.stages = nn.ModuleList(
            nn.ModuleList(Exchange(s + 2) for _ in range(count)) for s, count in enumerate(MODULES)
        )
        self.down = nn.ModuleList(
            nn.Sequential(*[conv(w, w, 3, 2) for _ in range(3 - b)]) for b, w in enumerate(WIDTHS)
        )

    def forward(self, images):
        x = self.stem(images)
        xs = [self.first(x)]
        last = x
        for widen, stage in zip(self.widen, self.stages):
            xs = xs + [widen(last)]
            for module in stage:
                xs = module(xs)
            last = xs[-1]
        return torch.cat([down(x) for down, x in zip(self.down, xs)], 1).mean((2, 3))


def resnet50():
    network = torchvision.models.resnet50(weights=None)
    network.fc = nn.Identity()
    return network


BUILDERS = {'resnet50': resnet50, 'hrnet-w48': HRNetW48}


def forward_times(frozen):
    """Milliseconds of one forward pass of (model, rois)."""
    networks = {}

    def time_of(model, rois):
        images = torch.randn(rois, 3, 256, 192)
        key = (model, rois if frozen else 0)
        with torch.inference_mode():
            if key not in networks:
                network = BUILDERS[model]().eval()
                if frozen:
                    network = torch.jit.optimize_for_inference(torch.jit.trace(network, images))
                networks[key] = network
                network(images)
            start = time.perf_counter()
            networks[key](images)
            return 1000 * (time.perf_counter() - start)

    return time_of


class Planned(nn.Module):
    """A network as `lower` (src/native) reads it off a graph: operators in order, what they read by number."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan
        channels = [plan['image'][1]]
        self.layers = nn.ModuleList()
        for step in plan['operators']:
            inputs = step['xs'] if 'xs' in step else [step['x']]
            layer = nn.Identity()
            width = sum(channels[x] for x in inputs) if step['kind'] == 'concat' else channels[inputs[0]]
            if step['kind'] == 'convolution':
                layer = nn.Conv2d(
                    width, step['channels'], step['kernel'], step['strides'], 0, step['dilations'],
                    step['groups'], step['bias'] is not None,
                )
                width = step['channels']
            elif step['kind'] == 'norm':
                layer = nn.BatchNorm2d(width, step['eps'])
            self.layers.append(layer)
            channels.append(width)

    def forward(self, images):
        values = [images * self.plan['gain'] + self.plan['offset']]
        for step, layer in zip(self.plan['operators'], self.layers):
            values.append(self.bounded(step, self.apply_one(step, layer, values)))
        return [values[end['tensor']] for end in self.plan['outputs']]

    def bounded(self, step, x):
        low, high = step.get('bounds', [None, None])
        if low is None and high is None:
            return x
        if low == 0 and high is None:
            return torch.relu(x)
        return nn.functional.relu6(x) if (low, high) == (0, 6) else torch.clamp(x, low, high)

    def apply_one(self, step, layer, values):
        kind = step['kind']
        if 'xs' in step:
            terms = [values[x] for x in step['xs']]
            return torch.cat(terms, 1) if kind == 'concat' else sum(terms[1:], terms[0])
        x = values[step['x']]
        if kind == 'convolution':
            top, left, bottom, right = step['pads']
            return layer(nn.functional.pad(x, (left, right, top, bottom)) if any(step['pads']) else x)
        if kind == 'norm':
            y = layer(x)
            return y if step['residual'] is None else y + values[step['residual']]
        if kind == 'maxPool':
            return nn.functional.max_pool2d(x, step['kernel'], step['strides'], step['pads'])
        if kind == 'mean':
            return x.mean((2, 3))
        mode = {'mode': 'bilinear', 'align_corners': False} if step['linear'] else {'mode': 'nearest'}
        return nn.functional.interpolate(x, step['size'], **mode)


def training_times():
    """Milliseconds of one step of (model, rois), of the clock and of the processor."""
    trained = {}

    def network_of(model):
        """The network, its batch, and the loss of what it makes of it."""
        if model.endswith('.json'):
            with open(model) as file:
                plan = json.load(file)
            network = Planned(plan).train()
            return network, plan['image'], lambda outputs: sum(y.float().square().mean() for y in outputs)
        width = 2048 if model == 'resnet50' else sum(WIDTHS)
        network = nn.Sequential(BUILDERS[model]().train(), nn.Linear(width, 157))
        return network, None, None

    def time_of(model, rois, mode='float32'):
        key = (model, mode)
        if key not in trained:
            network, shape, loss_of = network_of(model)
            if mode != 'float32':
                network = network.to(memory_format=torch.channels_last)
            for other in [each for each in trained if each[0] != model]:
                del trained[other]
            optimiser = torch.optim.Adam(network.parameters(), lr=1e-4)
            trained[key] = (network, optimiser, shape, loss_of)
        network, optimiser, shape, loss_of = trained[key]
        images = torch.randn(shape or [rois, 3, 256, 192])
        if mode != 'float32':
            images = images.contiguous(memory_format=torch.channels_last)
        target = torch.randn(rois, 157)
        used = time.process_time()
        start = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        with torch.cpu.amp.autocast(enabled=mode == 'bfloat16'):
            outputs = network(images)
            loss = loss_of(outputs) if loss_of else nn.functional.mse_loss(outputs, target)
        loss.backward()
        optimiser.step()
        wall = time.perf_counter() - start
        return f'{1000 * wall} {1000 * (time.process_time() - used)}'

    return time_of


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(f'torch {torch.__version__}, {torch.get_num_threads()} threads')
    print(torch.__config__.show().replace('\n', ' '), flush=True)
    time_of = training_times() if '--train' in sys.argv else forward_times('--frozen' in sys.argv)
    for line in sys.stdin:
        if line.strip() == 'memory':
            print(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
            continue
        model, rois, *mode = line.split()
        print(time_of(model, int(rois), *mode), flush=True)


main()
