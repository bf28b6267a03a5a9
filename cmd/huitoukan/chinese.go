package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// inChinese gives cobra's own words in Chinese.
func inChinese(root *cobra.Command) {
	root.CompletionOptions.HiddenDefaultCmd = true
	help := &cobra.Command{Use: "help [命令]", Short: "显示某个命令的说明", Hidden: true, RunE: func(_ *cobra.Command, args []string) error {
		found, rest, err := root.Find(args)
		if err == nil && len(rest) > 0 {
			err = noCommand(found, rest[0])
		}
		if err != nil {
			return err
		}
		return found.Help()
	}}
	root.SetHelpCommand(help)
	root.AddCommand(help)
	root.SetUsageTemplate(`用法：
  {{if .HasAvailableSubCommands}}{{.CommandPath}} 命令 [参数]{{else}}{{.UseLine}}{{end}}
{{- if .HasExample}}

例子：
{{.Example}}{{end}}
{{- if .HasAvailableSubCommands}}

命令：
{{- range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

参数：
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
{{- if .HasAvailableInheritedFlags}}

通用参数：
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`)
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		c.Flags().BoolP("help", "h", false, "显示说明")
		c.DisableFlagsInUseLine = true
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(root)
}

// needs is a check of a command's arguments that tells wrong use in Chinese.
func needs(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return usage("%s\n提示：huitoukan %s --help 查看用法。", what, cmd.Name())
		}
		return nil
	}
}

// noCommand tells that cmd has no command of that name.
func noCommand(cmd *cobra.Command, name string) error {
	var known []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
	}
	return usage("没有这个命令：%s。提示：最接近的是 %s；%s --help 查看全部命令。", name, nearest(name, known), cmd.CommandPath())
}

// flagFault tells in Chinese what is wrong with a flag. Where a command is misspelt, as in serach --year 2022, that is what is
// wrong, not the flag.
func flagFault(cmd *cobra.Command, err error) error {
	if args := cmd.Flags().Args(); cmd.HasSubCommands() && len(args) > 0 {
		return cmd.RunE(cmd, args)
	}
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	what := "参数不对：" + err.Error() + "。"
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		what = "没有这个参数：-" + unknown.GetSpecifiedName() + "。"
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		what = "没有这个参数：--" + name + "。最接近的是 --" + nearest(name, flagNames(cmd)) + "。"
	case errors.As(err, &missing):
		what = "参数 --" + missing.GetFlag().Name + " 后面要写值。"
	case errors.As(err, &wrong):
		what = "参数 --" + wrong.GetFlag().Name + " 的值不对：" + wrong.GetValue() + "。"
	}
	return usage("%s\n提示：%s --help 查看用法。", what, cmd.CommandPath())
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}
